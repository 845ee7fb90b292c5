import { describe, test } from "vitest";
import { printedVerdict } from "./grading-fixture.ts";

describe.concurrent("the reason is reported at once for a server", () => {
  test("that throws while it is imported", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/throws-at-import" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: RangeError: no soup on the menu
              at submission/menu.ts:5:34

              5 |   if (found === undefined) throw new RangeError(\`no \${dish} on the
              menu\`);
                                                   ^

              RangeError: no soup on the menu
                  at readMenu (submission/menu.ts:5:34)
                  at <anonymous> (submission/server.ts:4:14)

              hint  The error was thrown before the server listened; the line above is
                    where it began.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/menu.ts:5, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("that throws a moment later", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/throws-later" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: Error: the oven is cold
              at submission/server.ts:2:9

              2 |   throw new Error("the oven is cold");
                          ^

              Error: the oven is cold
                  at Timeout._onTimeout (submission/server.ts:2:9)

              hint  The error was thrown before the server listened; the line above is
                    where it began.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts:2, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("that leaves a rejection unhandled", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/rejects" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: Error: no gas
              at submission/server.ts:3:9

              3 |   throw new Error("no gas");
                          ^

              Error: no gas
                  at heat (submission/server.ts:3:9)

              hint  The error was thrown before the server listened; the line above is
                    where it began.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts:3, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("that throws something other than an error", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/throws-a-string" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: it threw "no soup today"

              hint  The error was thrown before the server listened; it does not name
                    a line of yours. Which code of yours runs, and may throw, before
                    the server listens?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: npm run check lesson-door -- --submission submission
      exit code 1"
    `);
  });

  test("that calls process.exit", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/exits-at-import" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ended by itself with code 3, before it listened
              at submission/server.ts:2:9

              the kitchen is closed

              hint  process.exit was called at server.ts:2 (process.exit(3);), before
                    the server listened. This ends the server for every client. What
                    should happen on this path instead?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: submission/server.ts:2, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("of an empty file", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/empty" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ended by itself with code 0, before it listened

              hint  A server keeps running because it listens. Is server.listen
                    called, and is nothing calling process.exit?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: npm run check lesson-door -- --submission submission
      exit code 1"
    `);
  });

  test("that never calls listen and has nothing to wait for", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/ends-by-itself" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ended by itself with code 0, before it listened

              hint  A server keeps running because it listens. Is server.listen
                    called, and is nothing calling process.exit?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: npm run check lesson-door -- --submission submission
      exit code 1"
    `);
  });

  test("with a top-level await that never settles", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/await-never-settles" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ended with code 13: a top-level await never settled, before
              it listened

              hint  A server keeps running because it listens. Is server.listen
                    called, and is nothing calling process.exit?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: npm run check lesson-door -- --submission submission
      exit code 1"
    `);
  });

  test("that listens on a port that does not exist", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/invalid-port" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: RangeError [ERR_SOCKET_BAD_PORT]:
              options.port should be >= 0 and < 65536. Received type number (99999).
              at submission/server.ts:3:63

              3 | createServer((request, response) => response.end("far
              away")).listen(99_999);
                                                                                ^

              RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and <
              65536. Received type number (99999).
                  at <anonymous> (submission/server.ts:3:63)

              hint  The error was thrown before the server listened; the line above is
                    where it began.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts:3, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("that listens twice on one port", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/same-port-twice" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server crashed while starting: Error: listen EADDRINUSE: address
              already in use :::4000
              at submission/server.ts:6:7

              6 | first.listen(4000);
                        ^

              Error: listen EADDRINUSE: address already in use :::4000
                  at <anonymous> (submission/server.ts:6:7)

              hint  The error was thrown before the server listened; the line above is
                    where it began.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts:6, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("that kills itself", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/kills-itself" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server was ended by SIGKILL, before it listened

              hint  A server keeps running because it listens. Is server.listen
                    called, and is nothing calling process.exit?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: npm run check lesson-door -- --submission submission
      exit code 1"
    `);
  });
});

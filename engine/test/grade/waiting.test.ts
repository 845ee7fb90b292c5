import { describe, test } from "vitest";
import { printedVerdict } from "./grading-fixture.ts";

/** Each of these takes the whole time that there is; one exercise alone keeps the processors free. */
describe.concurrent("never-listened is reported after the time limit for a server", () => {
  test("that never listens", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/never-listens" }, "--exercise", "1")).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ran for 9 s and never listened on a TCP port

              waiting for the oven

              hint  Is server.listen reached? A loop or an await before it that never
                    ends keeps the port closed.

              No exercise was graded: the checks talk to a running server.

        0 of 1 exercise · N s · 2 servers started, 2 stopped
        next: npm run check lesson-door 1 -- --submission submission
      exit code 1"
    `);
  });

  test("that loops without end while it is imported", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/loops-at-import" }, "--exercise", "1")).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server ran for 9 s and never listened on a TCP port
              at submission/server.ts:1:1

              hint  A loop that takes long, or never ends, keeps the process busy: it
                    was at server.ts:1 (for (;;);) when it was looked at. What makes
                    this line stop? While it runs, no other message or connection gets
                    its turn.

              No exercise was graded: the checks talk to a running server.

        0 of 1 exercise · N s · 2 servers started, 2 stopped
        next: submission/server.ts:1, then npm run check lesson-door 1 -- --submission
        submission
      exit code 1"
    `);
  });

  test("that listens only on a socket file", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/unix-socket-only" }, "--exercise", "1")).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the server listens on the socket door.sock and on no TCP port

              hint  The checks connect over TCP: listen on process.env.PORT.

              No exercise was graded: the checks talk to a running server.

        0 of 1 exercise · N s · 2 servers started, 2 stopped
        next: npm run check lesson-door 1 -- --submission submission
      exit code 1"
    `);
  });

  test("whose port belongs to a child process", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/listens-in-a-child" }, "--exercise", "1"))
      .toMatchInlineSnapshot(`
        "lesson-door  Opening the door                                             seed 7
        grading submission

          FAIL  the server ran for 9 s and never listened on a TCP port

                hint  Is server.listen reached? A loop or an await before it that never
                      ends keeps the port closed.

                No exercise was graded: the checks talk to a running server.

          0 of 1 exercise · N s · 2 servers started, 2 stopped
          next: npm run check lesson-door 1 -- --submission submission
        exit code 1"
      `);
  });
});

import { describe, expect, it } from "vitest";
import { terminalReport, type TerminalReportOptions } from "../../report/terminal.ts";
import { displayWidth } from "../../text/width.ts";
import type { Verdict } from "../../verdict.ts";
import {
  crashesOnBadText,
  event,
  exercise,
  failed,
  firstExercise,
  notGraded,
  opening,
  passed,
  skipped,
  starterVerdict,
  thirdExercise,
  threeTitles,
  verdict,
} from "./verdicts.ts";
import { measureUsedMs } from "../used-ms.ts";

const LEARNER: TerminalReportOptions = {
  color: false,
  columns: 80,
  lessonFolder: "lessons/lesson-ws",
  solutionFolder: "solutions/lesson-ws",
  submissionIsLearner: true,
  quiz: true,
  next: { slug: "lesson-rooms", title: "Rooms and Broadcasting", built: false },
};

const onePartFails = verdict([firstExercise, crashesOnBadText, thirdExercise]);
const allPass = verdict(
  [
    firstExercise,
    exercise(2, threeTitles[1], [passed("2.1", "bad text"), passed("2.2", "stays open")], 8),
    thirdExercise,
  ],
  {
    stretch: [
      { id: "S1", title: "valid JSON that is no message gets an error", status: "passed", why: "" },
      {
        id: "S2",
        title: "types named like members of every object get an error",
        status: "failed",
        why: "nothing came back for the type constructor. Is every key of the table your own?",
      },
    ],
    advice: [
      {
        code: "error-shape",
        text: "the protocol table says type: error; a client that switches on type would miss this",
      },
    ],
  },
);

function report(value: Verdict, options: Partial<TerminalReportOptions> = {}): string {
  return terminalReport(value, { ...LEARNER, ...options });
}

describe("a graded submission", () => {
  it("shows the failing exercise in full", () => {
    expect(report(onePartFails)).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        ok    1  Set up the WebSocket server and answer a ping        5 checks   31 ms
        FAIL  2  Answer text that is not JSON with an error
              2.1  bad text gets an error message
                   sent      h4llo-q7 (text, 8 bytes)
                   expected  a JSON object with "error", or "type":"error" and a
                             "message", within 2 s
                   received  nothing; your server stopped: SyntaxError: Unexpected
                             token 'h'
                             at lessons/lesson-ws/ws-server.ts:14:28
                   why       JSON.parse throws on bad text, and nothing catches it
                   hint      Who is there to catch what JSON.parse throws?
                   wire      0 ms  client-1 -> GET / upgrade
                             3 ms  client-1 <- 101 Switching Protocols
                             4 ms  client-1 <- {"type":"connected",
                                               "message":"WebSocket connected"}
                             6 ms  client-1 -> h4llo-q7
                             9 ms  client-1 x  closed 1006, server exited with code 1
              2.2  skipped: needs 2.1
        ok    3  Answer an unknown message type with an error         2 checks   12 ms

        2 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: lessons/lesson-ws/ws-server.ts:14, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("uses at most 100 columns of a wide terminal", () => {
    expect(report(onePartFails, { columns: 200 })).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                                     seed 1834

        ok    1  Set up the WebSocket server and answer a ping                            5 checks   31 ms
        FAIL  2  Answer text that is not JSON with an error
              2.1  bad text gets an error message
                   sent      h4llo-q7 (text, 8 bytes)
                   expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
                   received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
                             at lessons/lesson-ws/ws-server.ts:14:28
                   why       JSON.parse throws on bad text, and nothing catches it
                   hint      Who is there to catch what JSON.parse throws?
                   wire      0 ms  client-1 -> GET / upgrade
                             3 ms  client-1 <- 101 Switching Protocols
                             4 ms  client-1 <- {"type":"connected","message":"WebSocket connected"}
                             6 ms  client-1 -> h4llo-q7
                             9 ms  client-1 x  closed 1006, server exited with code 1
              2.2  skipped: needs 2.1
        ok    3  Answer an unknown message type with an error                             2 checks   12 ms

        2 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: lessons/lesson-ws/ws-server.ts:14, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("fits into 40 columns", () => {
    expect(report(onePartFails, { columns: 40 })).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server
                                     seed 1834

        ok    1  Set up the WebSocket server
                 and answer a ping
                              5 checks   31 ms
        FAIL  2  Answer text that is not JSON
                 with an error
          2.1  bad text gets an error message
          sent      h4llo-q7 (text, 8 bytes)
          expected  a JSON object with
                    "error", or "type":"error"
                    and a "message", within 2
                    s
          received  nothing; your server
                    stopped: SyntaxError:
                    Unexpected token 'h'
                    at
                    lessons/lesson-ws/
                    ws-server.ts:14:28
          why       JSON.parse throws on bad
                    text, and nothing catches
                    it
          hint      Who is there to catch what
                    JSON.parse throws?
          wire
            0 ms  client-1 -> GET / upgrade
            3 ms  client-1 <- 101 Switching
              Protocols
            4 ms  client-1 <-
              {"type":"connected",
              "message":"WebSocket connected"}
            6 ms  client-1 -> h4llo-q7
            9 ms  client-1 x  closed 1006,
              server exited with code 1
          2.2  skipped: needs 2.1
        ok    3  Answer an unknown message
                 type with an error
                              2 checks   12 ms

        2 of 3 exercises · 0.6 s
        3 servers started, 3 stopped
        next:
        lessons/lesson-ws/ws-server.ts:14,
        then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("shows the untouched starter's first failure and names the others", () => {
    expect(report(starterVerdict)).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  1  Set up the WebSocket server and answer a ping
              1.1  ok: HTTP still works
              1.2  a handshake succeeds on the same port
                   sent      GET / upgrade
                   expected  101 Switching Protocols
                   received  HTTP 404 Not Found instead of 101 Switching Protocols
                   why       the app found no route for the handshake and answered it:
                             no WebSocket server is attached to this HTTP server
                   hint      Which line hands your HTTP server to the WebSocket
                             server?
                   wire      0 ms  client-1 -> GET / upgrade
                             3 ms  client-1 <- 404 Not Found (answer to GET / upgrade)
              1.3  skipped: needs 1.2
              1.4  skipped: needs 1.2
              1.5  skipped: needs 1.4
        FAIL  2  Answer text that is not JSON with an error · 2.1 same as 1.2
        FAIL  3  Answer an unknown message type with an error · 3.1 same as 1.2

        0 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: your files in lessons/lesson-ws, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("says of another failure that it has the same code at the same line", () => {
    const at = { code: "http-wrong-json", file: "app.ts", line: 40 } as const;
    const one = exercise(1, "One", [failed("1.1", "a", { ...at, received: "title is 1" })]);
    const two = exercise(2, "Two", [failed("2.1", "b", { ...at, received: "title is 2" })]);
    const three = exercise(3, "Three", [failed("3.1", "c", { ...at, line: 41, received: "title is 3" })]);
    const text = report(verdict([one, two, three]));
    expect(text).toContain("2.1 at the line of 1.1: received title is 2");
    expect(text).toContain("3.1 received title is 3");
    const own = { code: "not-announced" } as unknown as { code: "echo" };
    const four = exercise(4, "Four", [failed("4.1", "d", { ...own, received: "nobody" })]);
    const five = exercise(5, "Five", [failed("5.1", "e", { ...own, received: "somebody else" })]);
    expect(report(verdict([four, five]))).toContain("5.1 same cause as 4.1: received somebody else");
  });

  it("shows other failures briefly, with their own reasons", () => {
    const second = exercise(2, threeTitles[1], [
      passed("2.1", "bad text gets an error"),
      failed(
        "2.2",
        "the connection stays open",
        { code: "connection-closed", received: "nothing; your server closed the connection with 1008" },
        opening,
      ),
      failed("2.3", "a second error", { received: "nothing" }),
    ]);
    const third = exercise(3, "A short title", [failed("3.1", "an error", { received: "nothing within 2 s" })]);
    const fourth = exercise(4, threeTitles[2], [
      failed("4.1", "an error", {
        code: "echo",
        received: '{"type":"dance"} (text): your own message, and then some more of it until the line is full',
      }),
    ]);
    expect(report(verdict([second, third, fourth]))).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  2  Answer text that is not JSON with an error
              2.1  ok: bad text gets an error
              2.2  the connection stays open
                   sent      {"type":"dance"} (text, 16 bytes)
                   expected  a JSON object with "error", or "type":"error" and a
                             "message", within 2 s
                   received  nothing; your server closed the connection with 1008
                   why       no branch of the code answers this type
                   hint      What happens to a type that no case names?
                   wire      0 ms  client-1 -> GET / upgrade
                             3 ms  client-1 <- 101 Switching Protocols
                             4 ms  client-1 <- {"type":"connected",
                                               "message":"WebSocket connected"}
              2.3  FAIL: a second error · received nothing
        FAIL  3  A short title · 3.1 received nothing within 2 s
        FAIL  4  Answer an unknown message type with an error
              4.1 received {"type":"dance"} (text): your own message, and then some
              more of it until the line is full

        0 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: your files in lessons/lesson-ws, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("shows the first 3 and the last 9 events of a long conversation", () => {
    const wire = [
      ...opening,
      ...Array.from({ length: 40 }, (_, index) =>
        event(10 + index, "client-12", "in", "text", `{"type":"tick","n":${index}}`),
      ),
      event(2_010, "client-1", "out", "binary", "12 bytes", { bytes: 12 }),
      event(2_011, "client-1", "in", "text", ""),
      event(2_012, "", "none", "note", "500 more events"),
      event(2_020, "client-1", "in", "text", `{"type":"history","items":"${"x".repeat(400)}"}`, { bytes: 430 }),
    ];
    expect(report(verdict([exercise(1, "Ticks", [failed("1.1", "a pong", {}, wire)])]))).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  1  Ticks
              1.1  a pong
                   sent      {"type":"dance"} (text, 16 bytes)
                   expected  a JSON object with "error", or "type":"error" and a
                             "message", within 2 s
                   received  nothing within 2 s; the connection is open
                   why       no branch of the code answers this type
                   hint      What happens to a type that no case names?
                   wire         0 ms  client-1  -> GET / upgrade
                                3 ms  client-1  <- 101 Switching Protocols
                                4 ms  client-1  <- {"type":"connected",
                                                   "message":"WebSocket connected"}
                             ... 35 more
                               45 ms  client-12 <- {"type":"tick","n":35}
                               46 ms  client-12 <- {"type":"tick","n":36}
                               47 ms  client-12 <- {"type":"tick","n":37}
                               48 ms  client-12 <- {"type":"tick","n":38}
                               49 ms  client-12 <- {"type":"tick","n":39}
                             2010 ms  client-1  -> binary, 12 bytes
                             2011 ms  client-1  <- (empty text message)
                             2012 ms            .. 500 more events
                             2020 ms  client-1  <- {"type":"history",
                                                   "items":"xxxxxxxxxxxxxxxxxxxxxxxxxx
                                                   xx... (430 bytes)

        0 of 1 exercise · 0.6 s · 3 servers started, 3 stopped
        next: your files in lessons/lesson-ws, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("says when an exercise fails without any check, and when the workbook fails inside one", () => {
    const broken = exercise(2, "Broken", [
      {
        ...failed("2.1", "a check", { received: "", why: "the check itself failed: x is not a function" }),
        status: "error",
      },
    ]);
    expect(report(verdict([{ ...exercise(1, "Empty", []), status: "failed" }, broken]))).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  1  Empty
              none of its checks ran, so nothing shows that it works
        error 2  Broken
              2.1  error: the workbook failed here, not your code: the check itself
                   failed: x is not a function

        0 of 2 exercises · 0.6 s · 3 servers started, 3 stopped
        next: your files in lessons/lesson-ws, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("does not point at the learner's files when another folder was graded", () => {
    expect(report({ ...onePartFails, submission: "/tmp/class/ada" }, { submissionIsLearner: false }))
      .toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834
      grading /tmp/class/ada

        ok    1  Set up the WebSocket server and answer a ping        5 checks   31 ms
        FAIL  2  Answer text that is not JSON with an error
              2.1  bad text gets an error message
                   sent      h4llo-q7 (text, 8 bytes)
                   expected  a JSON object with "error", or "type":"error" and a
                             "message", within 2 s
                   received  nothing; your server stopped: SyntaxError: Unexpected
                             token 'h'
                             at /tmp/class/ada/ws-server.ts:14:28
                   why       JSON.parse throws on bad text, and nothing catches it
                   hint      Who is there to catch what JSON.parse throws?
                   wire      0 ms  client-1 -> GET / upgrade
                             3 ms  client-1 <- 101 Switching Protocols
                             4 ms  client-1 <- {"type":"connected",
                                               "message":"WebSocket connected"}
                             6 ms  client-1 -> h4llo-q7
                             9 ms  client-1 x  closed 1006, server exited with code 1
              2.2  skipped: needs 2.1
        ok    3  Answer an unknown message type with an error         2 checks   12 ms

        2 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: /tmp/class/ada/ws-server.ts:14
      "
    `);
  });
});

describe("after a full pass", () => {
  it("shows stretch results, advice and what to do next", () => {
    expect(report(allPass)).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        ok    1  Set up the WebSocket server and answer a ping        5 checks   31 ms
        ok    2  Answer text that is not JSON with an error           2 checks    8 ms
        ok    3  Answer an unknown message type with an error         2 checks   12 ms

        3 of 3 exercises · 0.6 s · 3 servers started, 3 stopped

        beyond the exercises (shown, never graded)
          ok    S1  valid JSON that is no message gets an error
          no    S2  types named like members of every object get an error
                    nothing came back for the type constructor. Is every key of the
                    table your own?

        advice  the protocol table says type: error; a client that switches on type
                would miss this

        compare   solutions/lesson-ws is one way to do it; its README.md says why
        question  npm run quiz lesson-ws
        next      "Rooms and Broadcasting" (lesson-rooms) is coming
      "
    `);
  });

  it("points to all exercises, and opens nothing, when one was graded alone", () => {
    const [first] = allPass.exercises;
    const alone = { ...allPass, exercises: first === undefined ? [] : [first], stretch: [] };
    const text = report(alone, { again: "npm run check lesson-ws 1", all: "npm run check lesson-ws" });
    expect(text).toContain("next: npm run check lesson-ws grades all exercises");
    expect(text).not.toMatch(/compare|question/);
  });

  it("counts no server when there was nothing to start", () => {
    const text = report({ ...allPass, server: { ...allPass.server, started: 0, stopped: 0 } });
    expect(text).toContain("3 of 3 exercises · 0.6 s\n");
  });

  it("names the next lesson's command when it is built, and nothing when there is none", () => {
    expect(report(allPass, { next: { slug: "lesson-rooms", title: "Rooms and Broadcasting", built: true } })).toContain(
      "Rooms and Broadcasting: npm run check lesson-rooms",
    );
    expect(report(allPass, { next: undefined })).not.toContain("next");
  });

  it("says what was not checked on a server that was already running", () => {
    const third = exercise(
      3,
      threeTitles[2],
      [
        passed("3.1", "an unknown type gets an error message"),
        skipped("3.2", "the process lives", "needs a process, and this server was started elsewhere"),
      ],
      12.1,
    );
    const url = verdict([firstExercise, third], {
      submission: "ws://localhost:3000",
      isolation: "none (url)",
      stretch: [{ id: "S9", title: "SIGTERM closes the clients", status: "skipped", why: "needs a process" }],
      server: { ports: [], exitCode: null, signal: null, stdout: "", stderr: "", started: 0, stopped: 0 },
    });
    expect(report(url, { submissionIsLearner: false, again: "npm run check lesson-ws -- --url ws://localhost:3000" }))
      .toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834
      grading ws://localhost:3000

        ok    1  Set up the WebSocket server and answer a ping        5 checks   31 ms
        ok    3  Answer an unknown message type with an error    1 of 2 checks   12 ms
              3.2  skipped: needs a process, and this server was started elsewhere

        2 of 2 exercises · 0.6 s · the server was already running
        not checked, because the workbook did not start this server: its files, its
        log, how its process ends

        beyond the exercises (shown, never graded)
          skip  S9  SIGTERM closes the clients
                    needs a process
      "
    `);
  });
});

describe("a submission that is not gradable", () => {
  it("shows a compile error with its place and code frame", () => {
    const value = notGraded({
      code: "does-not-compile",
      message: 'ws-server.ts does not compile: Expected ";" but found "x"',
      file: "ws-server.ts",
      line: 12,
      column: 15,
      details: "\n    12 │   const a = 1 x\n       ╵               ^\n",
      hint: "The compiler stops where it no longer understands; the mistake may be just before.",
    });
    expect(report(value)).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  ws-server.ts does not compile: Expected ";" but found "x"
              at lessons/lesson-ws/ws-server.ts:12:15

                  12 │   const a = 1 x
                     ╵               ^

              hint  The compiler stops where it no longer understands; the mistake may
                    be just before.

              No exercise was graded: the checks talk to a running server.

        0 of 3 exercises · 0.6 s · 3 servers started, 3 stopped
        next: lessons/lesson-ws/ws-server.ts:12, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it.each([
    ["submission-unreadable", "notes is a link, which is not followed"],
    ["file-missing", "server.ts is missing"],
    ["crashed-while-starting", "the server stopped while starting: TypeError: app.fetch is not a function"],
    ["exited-while-starting", "the server ended with code 0 before it listened"],
    ["never-listened", "the server did not listen within 9 s"],
  ] as const)("says %s once", (code, message) => {
    const text = report(notGraded({ code, message }));
    expect(text.match(new RegExp(message.slice(0, 20), "g"))).toHaveLength(1);
    expect(text).not.toContain("Answer text");
    expect(text).toContain("FAIL");
    expect(text).toContain("0 of 3 exercises");
    expect(text).toContain("stuck? npm run hint lesson-ws");
  });

  it("keeps the end of a long log", () => {
    const text = report(
      notGraded({
        code: "crashed-while-starting",
        message: "the server stopped",
        details: `${"noise\n".repeat(2_000)}Error: the last line`,
      }),
    );
    expect(text).toContain("Error: the last line");
    expect(text.length).toBeLessThan(30_000);
  });
});

describe("a fault of the workbook", () => {
  it("says that the fault is not the learner's", () => {
    expect(
      report(
        notGraded({
          code: "grader-error",
          message: "the workbook itself failed: ENOSPC: no space left on device",
          details: "Error: ENOSPC\n    at grade (engine/grade/grade.ts:70:1)",
        }),
      ),
    ).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: ENOSPC: no space left on device

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 1834 and the output of
               --json.

        not graded · 0.6 s · 3 servers started, 3 stopped
      "
    `);
  });

  it("still shows what other checks found", () => {
    const value = {
      ...notGraded({ code: "grader-error", message: "check 2.1 itself failed" }),
      exercises: [
        firstExercise,
        exercise(2, threeTitles[1], [
          { ...failed("2.1", "a check", { received: "", why: "x is not a function" }), status: "error" },
        ]),
      ],
    } as Verdict;
    expect(report(value)).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               check 2.1 itself failed

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 1834 and the output of
               --json.

        What the other checks found:

        ok    1  Set up the WebSocket server and answer a ping        5 checks   31 ms
        error 2  Answer text that is not JSON with an error
              2.1  error: the workbook failed here, not your code: x is not a function

        not graded · 0.6 s · 3 servers started, 3 stopped
      "
    `);
  });
});

describe("text from a submission", () => {
  const evil = "\u001b[2J\u001b]8;;http://x.test\u0007ok\u001b]8;;\u0007\r\u202e4 of 4\u0000\u009b31m";
  const hostile = verdict(
    [
      exercise(1, threeTitles[0], [
        failed(
          "1.1",
          "a pong",
          { sent: evil, received: `${evil}\n\n${"A".repeat(1_000_000)}`, why: evil, file: `${evil}.ts`, line: 3 },
          [
            event(1, evil, "in", "text", `${evil}\n${"B".repeat(1_000_000)}`, { bytes: 1_000_000 }),
            event(Number.NaN, "client-1", "none", "close", evil),
          ],
        ),
      ]),
    ],
    { submission: evil, advice: [{ code: "x", text: evil }] },
  );

  it("cannot drive the terminal", () => {
    const usedMs = measureUsedMs();
    const text = report(hostile);
    expect(usedMs()).toBeLessThan(2_000);
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).toMatchInlineSnapshot(`
      "lesson-ws  Building a WebSocket Server                                 seed 1834

        FAIL  1  Set up the WebSocket server and answer a ping
              1.1  a pong
                   sent      ok
                             4 of 4
                   expected  a JSON object with "error", or "type":"error" and a
                             "message", within 2 s
                   received  ok
                             4 of 4

                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                             AAAAAAAAAAAAAAAAAAAA ... 999239 more characters
                             at lessons/lesson-ws/ok\\r4 of 4.ts:3
                   why       ok
                             4 of 4
                   hint      What happens to a type that no case names?
                   wire      1 ms  ok\\r4 of 4 <- ok\\r4 of
                                                 4\\nBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
                                                 BBBBBBBBB... (1000000 bytes)
                             ? ms  client-1   x  ok\\r4 of 4

        0 of 1 exercise · 0.6 s · 3 servers started, 3 stopped
        next: lessons/lesson-ws/ok\\r4 of 4.ts:3, then npm run check lesson-ws
        stuck? npm run hint lesson-ws
      "
    `);
  });

  it("cannot drive the terminal from a reason either", () => {
    const text = report(
      notGraded({ code: "does-not-compile", message: evil, details: evil.repeat(3), hint: evil, file: evil }),
    );
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe("every report", () => {
  const verdicts = [
    onePartFails,
    allPass,
    starterVerdict,
    notGraded({ code: "file-missing", message: "server.ts is missing", file: "server.ts" }),
    notGraded({ code: "grader-error", message: "no space" }),
  ];
  // oxlint-disable-next-line no-control-regex -- control characters are what is tested
  const COLOURS = /\u001b\[[\d;]+m/g;

  it.each([40, 57, 60, 80, 100])("stays inside %i columns", (columns) => {
    for (const value of verdicts)
      for (const line of report(value, { columns }).split("\n"))
        expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
  });

  it.each([40, 80])("says the same with colours and without at %i columns", (columns) => {
    for (const value of verdicts) {
      const plain = report(value, { columns });
      const coloured = report(value, { columns, color: true });
      expect(plain).not.toContain("\u001b");
      expect(coloured).toContain("\u001b");
      expect(coloured.replace(COLOURS, "")).toBe(plain);
    }
  });

  it("uses ASCII and the middle dot for its own words, without trailing spaces", () => {
    for (const value of verdicts) {
      expect(report(value)).toMatch(/^[\n\u0020-\u007e·]*$/);
      expect(report(value)).not.toMatch(/ \n/);
    }
  });
});

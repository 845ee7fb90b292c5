import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAILURES, hintTextsOf } from "../../failures/registry.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { workbookAt } from "../../workbook.ts";
import { hintText } from "../../report/hint.ts";
import type { HintLevel } from "../../report/hint-parts.ts";
import { displayWidth } from "../../text/width.ts";
import { cutStarter, regionsOf } from "../../starter.ts";
import { REASON_CODES, type Failure, type Verdict } from "../../verdict.ts";
import {
  crashesOnBadText,
  event,
  exercise,
  failed,
  firstExercise,
  notGraded,
  starterVerdict,
  threeTitles,
  verdict,
} from "./verdicts.ts";

const LEVELS: readonly HintLevel[] = [1, 2, 3];
const FILES = ["server.ts", "ws-server.ts"];

const workbook = workbookAt(fileURLToPath(new URL("../../..", import.meta.url)));
const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
const { failures = {} } = await loadDefinition(workbook, lesson);

const solution = new Map<string, string>();
for (const file of FILES)
  solution.set(file, await readFile(new URL(`../../../solutions/lesson-ws/${file}`, import.meta.url), "utf8"));
const starter = new Map([...solution].map(([file, text]) => [file, cutStarter(text, file)]));

const written = new Map([
  [
    "ws-server.ts",
    `import { WebSocketServer } from "ws";

export function setupWebSocketServer(server) {
  const wss = new WebSocketServer({ server });
  wss.on("connection", (ws) => {
    ws.send(JSON.stringify({ type: "connected", message: "hi" }));

    // on "message": JSON.parse(data) and answer
    ws.on("message", (data) => {
      const message = JSON.parse(String(data));
      switch (message.type) {
        case "ping":
          ws.send(JSON.stringify({ type: "pong" }));
      }
    });
  });
}
`,
  ],
]);

function hint(value: Verdict, level: HintLevel, sources: ReadonlyMap<string, string> = written, exercise = 1): string {
  const lessonFolder = "lessons/lesson-ws";
  return hintText({ verdict: value, exercise, level, sources, failures, lessonFolder, color: false });
}

function failing(code: string, parts: Partial<Failure> = {}): Verdict {
  return verdict([exercise(1, threeTitles[0], [failed("1.4", "a ping gets a pong", { code, ...parts })])]);
}

/** A verdict that fails with this code, as a check's failure or as the reason why nothing was graded. */
function verdictFor(code: string): Verdict {
  const reason = REASON_CODES.find((known) => known === code);
  return reason === undefined ? failing(code) : notGraded({ code: reason, message: "the server did not start" });
}

describe("the three hint levels", () => {
  const onBadText = verdict([firstExercise, crashesOnBadText]);
  const crash = {
    ...onBadText,
    exercises: [
      firstExercise,
      {
        ...crashesOnBadText,
        checks: crashesOnBadText.checks.map((check) =>
          check.failure === null ? check : { ...check, failure: { ...check.failure, line: 10 } },
        ),
      },
    ],
  };

  it("ask a question, then point to documentation, then show lines of code", () => {
    expect(hint(crash, 1, written, 2)).toMatchInlineSnapshot(`
      "lesson-ws, check 2.1  bad text gets an error message

        An exception ended the whole process, and with it every client's connection.
        Which line threw it, and what could have caught it?
      "
    `);
    expect(hint(crash, 2, written, 2)).toMatchInlineSnapshot(`
      "lesson-ws, check 2.1  bad text gets an error message

        Unless your code catches what a listener throws, Node ends the process. The
        report names the line. For each call there: can a client make it throw? (MDN,
        try...catch; Node documentation, event 'uncaughtException'.)

        For this check: Who is there to catch what JSON.parse throws?
      "
    `);
    expect(hint(crash, 3, written, 2)).toMatchInlineSnapshot(`
      "lesson-ws, check 2.1  bad text gets an error message

        Look at these lines of your code, and say aloud what each does when this check
        runs:

        lessons/lesson-ws/ws-server.ts:10
           7 |
           8 |     // on "message": JSON.parse(data) and answer
           9 |     ws.on("message", (data) => {
        > 10 |       const message = JSON.parse(String(data));
          11 |       switch (message.type) {
          12 |         case "ping":
          13 |           ws.send(JSON.stringify({ type: "pong" }));
          14 |       }
          15 |     });
      "
    `);
  });

  it("level 3 shows the TODO of code that is not written yet", () => {
    expect(hint(starterVerdict, 3, starter)).toMatchInlineSnapshot(`
      "lesson-ws, check 1.2  a handshake succeeds on the same port

        Look at these lines of your code, and say aloud what each does when this check
        runs:

        lessons/lesson-ws/server.ts:29
          26 |   }
          27 | });
          28 |
        > 29 | // TODO(exercise 1): pass \`server\` to setupWebSocketServer, before it
               listens
          30 |
          31 | server.listen(Number(process.env.PORT ?? 3000), () => {
          32 |   const { port } = server.address() as AddressInfo;
          33 |   console.log(\`Server running on http://localhost:\${port}\`);
          34 | });
      "
    `);
    expect(hint(failing("no-pong", { expected: 'a JSON object with "type":"pong"' }), 3, starter))
      .toMatchInlineSnapshot(`
        "lesson-ws, check 1.4  a ping gets a pong

          Look at these lines of your code, and say aloud what each does when this check
          runs:

          lessons/lesson-ws/ws-server.ts:50
            47 | /** Decides by \`type\` what a message means. */
            48 | function handleMessage(ws: WebSocket, message: Message): void {
            49 |   switch (message.type) {
          > 50 |     // TODO(exercise 1): answer "ping" with a pong, to the client that
                     sent it
            51 |     // TODO(exercise 3): answer every other type with the error
                     "Unknown message type: <type>"
            52 |   }
            53 | }
            54 |
            55 | /** The place to clean up after a client. Nothing is kept per client
                 yet; rooms come in the next lesson. */
        "
      `);
  });

  it("level 3 shows the code that does something else", () => {
    expect(hint(failing("doubled"), 3)).toMatchInlineSnapshot(`
      "lesson-ws, check 1.4  a ping gets a pong

        Look at these lines of your code, and say aloud what each does when this check
        runs:

        lessons/lesson-ws/ws-server.ts:9
           6 |     ws.send(JSON.stringify({ type: "connected", message: "hi" }));
           7 |
           8 |     // on "message": JSON.parse(data) and answer
        >  9 |     ws.on("message", (data) => {
          10 |       const message = JSON.parse(String(data));
          11 |       switch (message.type) {
          12 |         case "ping":
          13 |           ws.send(JSON.stringify({ type: "pong" }));
          14 |       }
      "
    `);
  });

  it("level 3 says that the files are empty or missing", () => {
    expect(hint(failing("no-pong"), 3, new Map([["ws-server.ts", " \n"]]))).toMatchInlineSnapshot(`
      "lesson-ws, check 1.4  a ping gets a pong

        lessons/lesson-ws/ws-server.ts: the file is still empty. npm run reset
        lesson-ws puts the starter there, with a marker where each exercise begins.
      "
    `);
    expect(hint(failing("no-pong"), 3, new Map())).toMatchInlineSnapshot(`
      "lesson-ws, check 1.4  a ping gets a pong

        There are no files of yours in lessons/lesson-ws yet.
      "
    `);
    expect(hint(failing("no-pong"), 3, new Map([["ws-server.ts", "const nothing = 1;\n"]]))).toMatchInlineSnapshot(`
      "lesson-ws, check 1.4  a ping gets a pong

        Nothing in lessons/lesson-ws/ws-server.ts looks like the start of this
        exercise. Read the exercise in lessons/lesson-ws/README.md and begin there.
      "
    `);
  });

  it("hints depend on the HTTP status of a refused handshake", () => {
    const answered = (status: number) =>
      verdict([
        exercise(1, threeTitles[0], [
          failed("1.2", "a handshake", { code: "handshake-answered-by-http" }, [
            event(1, "client-1", "in", "response", `${status} answer`, { code: status }),
          ]),
        ]),
      ]);
    for (const status of [200, 400, 404, 426]) expect(hint(answered(status), 1)).toContain(`got ${status}`);
    expect(hint(answered(500), 1)).toContain("an ordinary answer");
  });

  it("an unknown failure code gets the check's own hint", () => {
    const unknown = failing("made-up", { hint: "What does a ping have that a pong has not?" });
    expect(hint(unknown, 1)).toContain("What does a ping have that a pong has not?");
    expect(hint(unknown, 2)).toContain("through your code");
    expect(hint(unknown, 3)).toContain('ws.on("message"');
  });

  it("a passed exercise and a fault of the workbook have no hint", () => {
    expect(hint(verdict([firstExercise]), 1)).toMatchInlineSnapshot(`
      "Exercise 1 passed the last time it was graded: it needs no hint.
      "
    `);
    expect(hint(verdict([firstExercise]), 1, written, 7)).toMatchInlineSnapshot(`
      "Exercise 7 has no failed check to give a hint for. Run npm run check lesson-ws
      first.
      "
    `);
    expect(hint(notGraded({ code: "grader-error", message: "no space" }), 1)).toMatchInlineSnapshot(`
      "The last grading failed because of a fault in the workbook, so there is no hint.
      Run the check again.
      "
    `);
  });

  it("the hint is about the reason when nothing was graded", () => {
    const broken = notGraded({
      code: "does-not-compile",
      message: "it does not compile",
      file: "ws-server.ts",
      line: 4,
    });
    expect(hint(broken, 1)).toContain("The compiler stopped");
    expect(hint(broken, 3)).toContain(">  4 |   const wss = new WebSocketServer({ server });");
  });
});

describe("every failure code", () => {
  const reasons = REASON_CODES.filter((code) => code !== "grader-error");
  const codes = [...new Set([...Object.keys(FAILURES), ...reasons, ...Object.keys(failures)])];

  it.each(codes)("%s has a question, a pointer and lines", (code) => {
    expect(hintTextsOf(code, failures), "its definition").toBeDefined();
    const [question, pointer, lines] = LEVELS.map((level) => hint(verdictFor(code), level));
    expect(question).toContain("?");
    expect(new Set([question, pointer, lines]).size).toBe(3);
    for (const text of [question, pointer, lines]) {
      expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
      for (const line of (text ?? "").split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    }
  });

  it.each(codes)("%s never gives away a line of the solution", (code) => {
    const given = new Set([...starter.values()].flatMap((text) => text.split("\n").map((line) => line.trim())));
    const secrets = [...solution].flatMap(([file, text]) => {
      const lines = text.split("\n");
      return regionsOf(text, file)
        .flatMap(({ startLine, endLine }) => lines.slice(startLine, endLine - 1).map((line) => line.trim()))
        .filter((line) => line.length >= 8 && !given.has(line) && !line.startsWith("//"));
    });
    expect(secrets.length).toBeGreaterThan(10);
    for (const level of LEVELS) {
      const text = hint(verdictFor(code), level, starter);
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });
});

describe("the excerpt", () => {
  const numbered = new Map([
    ["ws-server.ts", Array.from({ length: 30 }, (_, index) => `line ${index + 1};`).join("\n")],
  ]);
  const shown = (line: number) =>
    [
      ...hint(failing("server-stopped", { file: "ws-server.ts", line }), 3, numbered).matchAll(
        /^ {2}([ >]) +(\d+) \| (.*)$/gm,
      ),
    ].map(([, mark, number, text]) => ({ mark, number: Number(number), text }));

  it.each([1, 2, 4, 15, 28, 30])("around line %i has nine numbered lines, one of them marked", (line) => {
    const lines = shown(line);
    expect(lines).toHaveLength(9);
    expect(lines.filter(({ mark }) => mark === ">").map(({ number }) => number)).toEqual([line]);
    for (const { number, text } of lines) expect(text).toBe(`line ${number};`);
  });

  it("shows all of a short file", () => {
    const text = hint(failing("server-stopped", { file: "a.ts", line: 2 }), 3, new Map([["a.ts", "one\ntwo\n"]]));
    expect(text).toContain("1 | one");
    expect(text).toContain("> 2 | two");
    expect(text).not.toContain("3 |");
  });

  it("ignores a line number beyond the end of the file", () => {
    expect(hint(failing("server-stopped", { file: "ws-server.ts", line: 900 }), 3)).toContain(
      "> 10 |       const message = JSON.parse",
    );
  });

  it("does not mistake a comment for code", () => {
    expect(hint(failing("server-stopped"), 3)).not.toContain(">  8 |");
  });

  it("cannot drive the terminal, and cuts long lines", () => {
    const text = hint(
      failing("server-stopped", { file: "a.ts", line: 1 }),
      3,
      new Map([["a.ts", `\u001b[2J\u202e\tx${"y".repeat(1_000_000)}\r\nnext`]]),
    );
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

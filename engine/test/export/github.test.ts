import { describe, expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { annotations } from "../../report/export/github-annotations.ts";
import { classroomNotices, classroomResult } from "../../report/export/github-classroom.ts";
import { guarded } from "../../report/export/github-command.ts";
import { github, githubClass } from "../../report/export/github.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";
import {
  allPassed,
  graderError,
  graderErrorLate,
  HOSTILE,
  hostileClass,
  hostileVerdicts,
  notGradable,
  smallClass,
  twoOfThree,
} from "./corpus.ts";
import { obeyed } from "./obeyed.ts";
import { readsAs, type Schema } from "./schema.ts";

const seed = newSeed();
const TOKEN = "5f0c1a4e9b7d4c3f8e2a";

/** The points that Classroom's reporter computes from a runner's result (src/notify-classroom.js), and those in its table. */
function reporterReads(result: string): { notice: string | undefined; table: number } {
  const { max_score: max, tests } = readsAs(RUNNER_SCHEMA, Buffer.from(result, "base64").toString("utf8"));
  const total = tests.reduce((sum, { score }) => sum + score, 0);
  const passed = tests.filter(({ status }) => status === "pass").length;
  return { notice: max ? `Points ${total}/${max}` : undefined, table: (passed / tests.length) * (max ?? 0) };
}

const RUNNER_SCHEMA: Schema<{
  readonly max_score?: number;
  readonly tests: readonly { readonly status: string; readonly score: number }[];
}> = {
  type: "object",
  additionalProperties: false,
  required: ["version", "status", "tests"],
  properties: {
    version: { const: 1 },
    status: { enum: ["pass", "fail", "error"] },
    max_score: { type: "number", exclusiveMinimum: 0 },
    tests: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["name", "status", "score", "message"],
        properties: {
          status: { enum: ["pass", "fail", "error"] },
          score: { type: "number" },
          line_no: { type: "integer", minimum: 0 },
        },
      },
    },
  },
};

describe("the log", () => {
  it("shows text from the submission between guards, then annotations and points", () => {
    expect(github(twoOfThree, TOKEN)).toMatchInlineSnapshot(`
      "::stop-commands::5f0c1a4e9b7d4c3f8e2a
      lesson-ws Building a WebSocket Server
      2 of 3 exercises passed

      ok      1.1 HTTP still works
      ok      1.2 a handshake succeeds on the same port
      ok      1.3 a new client is welcomed
      ok      1.4 a ping gets a pong
      ok      1.5 only the client that pinged gets the pong
      FAIL    2.1 bad text gets an error message
              sent      h4llo-q7 (text, 8 bytes)
              expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
              received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
              at        ws-server.ts:14:28
              why       JSON.parse throws on bad text, and nothing catches it
              hint      Who is there to catch what JSON.parse throws?
      skipped 2.2 the connection stays open (needs 2.1)
      ok      3.1 an unknown type gets an error message
      ok      3.2 the connection stays open
      ::5f0c1a4e9b7d4c3f8e2a::
      ::error file=lessons/lesson-ws/ws-server.ts,line=14,col=28,title=2.1 bad text gets an error message::sent      h4llo-q7 (text, 8 bytes)%0Aexpected  a JSON object with "error", or "type":"error" and a "message", within 2 s%0Areceived  nothing; your server stopped: SyntaxError: Unexpected token 'h'%0Aat        ws-server.ts:14:28%0Awhy       JSON.parse throws on bad text, and nothing catches it%0Ahint      Who is there to catch what JSON.parse throws?
      ::notice title=Autograding complete::Points 2/3
      ::notice title=Autograding report::{"totalPoints":2,"maxPoints":3}
      "
    `);
  });

  it.each(HOSTILE.filter((text) => text.length < 1_000))("executes no command from a submission: %j", (text) => {
    const graded = verdict([
      exercise(1, text, [failed("1.1", text, { sent: text, received: text, why: text, file: text })]),
    ]);
    const commands = obeyed(github({ ...graded, title: text, submission: text }, TOKEN));
    expect(commands.map(({ command }) => command)).toEqual(["error", "notice", "notice"]);
    for (const { command, properties } of commands)
      expect(
        Object.keys(properties).filter((key) => !["file", "line", "col", "title"].includes(key)),
        command,
      ).toEqual([]);
  });

  it("disables the markup that colours and folds a log", () => {
    expect(guarded("##[group]x", TOKEN).split("\n")[1]).toBe("# #[group]x");
  });

  it("refuses a token that could be guessed", () => {
    expect(() => guarded("text", "stop")).toThrow(RangeError);
  });
});

describe("annotations", () => {
  it("name the line of the first failure of each exercise", () => {
    expect(obeyed(annotations(twoOfThree).join("\n"))).toMatchObject([
      {
        command: "error",
        properties: {
          file: "lessons/lesson-ws/ws-server.ts",
          line: "14",
          col: "28",
          title: "2.1 bad text gets an error message",
        },
        data: expect.stringContaining("JSON.parse throws on bad text"),
      },
    ]);
  });

  it("contain hostile text unchanged", () => {
    const hostile = "100%0A::notice::x, a:b %25\n::error::y";
    const [line] = annotations(verdict([exercise(1, "t", [failed("1.1", hostile, { why: hostile })])]));
    const [{ properties, data } = { properties: {}, data: "" }] = obeyed(line ?? "");
    expect(properties).toEqual({ title: "1.1 100%0A::notice::x, a:b %25\\n::error::y" });
    expect(data).toContain("why       100%0A::notice::x, a:b %25\n          ::error::y\n");
  });

  it("are limited to ten", () => {
    const many = Array.from({ length: 30 }, (_, id) => exercise(id, "t", [failed(`${id}.1`, "c")]));
    expect(annotations(verdict(many))).toHaveLength(10);
  });

  it("blame the workbook for its own faults, without a place in the submission", () => {
    for (const ours of [graderError, graderErrorLate])
      expect(obeyed(annotations(ours).join("\n"))).toEqual([
        {
          command: "error",
          properties: { title: "Not graded" },
          data: expect.stringContaining("not the fault of the submission"),
        },
      ]);
  });
});

describe("Classroom", () => {
  it.each([
    { name: "two of three", graded: twoOfThree, points: "Points 2/3" },
    { name: "all", graded: allPassed, points: "Points 2/2" },
    { name: "not gradable", graded: notGradable, points: "Points 0/3" },
  ])("reads the same points from the notice and from both formulas of its reporter: $name", ({ graded, points }) => {
    const [complete, report] = obeyed(classroomNotices(graded).join("\n"));
    expect(complete).toEqual({ command: "notice", properties: { title: "Autograding complete" }, data: points });
    expect(report?.properties).toEqual({ title: "Autograding report" });
    const { totalPoints, maxPoints } = JSON.parse(report?.data ?? "") as { totalPoints: number; maxPoints: number };
    expect(`Points ${totalPoints}/${maxPoints}`).toBe(points);
    expect(reporterReads(classroomResult(graded))).toEqual({ notice: points, table: totalPoints });
  });

  it("records nothing after a fault of the workbook, nor for a lesson without exercises", () => {
    for (const graded of [graderError, graderErrorLate, verdict([])]) {
      expect(classroomNotices(graded)).toEqual([]);
      expect(reporterReads(classroomResult(graded)).notice).toBeUndefined();
    }
  });
});

it(`executes no command of random hostile verdicts (seed ${seed})`, () => {
  for (const hostile of hostileVerdicts(seed, "github", 50)) {
    const commands = obeyed(github(hostile, TOKEN)).map(({ command }) => command);
    expect(commands.filter((command) => command === "notice")).toHaveLength(hostile.outcome === "grader-error" ? 0 : 2);
    expect(commands.filter((command) => command !== "notice" && command !== "error")).toEqual([]);
    const { notice, table } = reporterReads(classroomResult(hostile));
    if (hostile.outcome !== "grader-error") expect(notice).toBe(`Points ${table}/${hostile.score.possible}`);
  }
});

describe("of a class", () => {
  it("names the submissions that could not be graded or run, and reports no points", () => {
    expect(obeyed(githubClass(smallClass, TOKEN))).toMatchInlineSnapshot(`
      [
        {
          "command": "error",
          "data": "103: The workbook failed while grading; this is not the fault of the submission. check 1.2: no details",
          "properties": {
            "title": "Not graded",
          },
        },
        {
          "command": "warning",
          "data": "102: The submission could not be run: Expected ";" but found "}"",
          "properties": {
            "title": "A submission could not be run",
          },
        },
      ]
    `);
  });

  it(`executes no command from submissions or the roster (seed ${seed})`, () => {
    const results = hostileClass(seed, "github class", 40);
    const of = (outcome: string) => results.filter(({ verdict: graded }) => graded.outcome === outcome).length;
    const commands = obeyed(githubClass(results, TOKEN)).map(({ command }) => command);
    expect(commands.filter((command) => command === "error")).toHaveLength(Math.min(10, of("grader-error")));
    expect(commands.filter((command) => command === "warning")).toHaveLength(Math.min(10, of("not-gradable")));
    expect(new Set([...commands, "error", "warning"])).toEqual(new Set(["error", "warning"]));
  });
});

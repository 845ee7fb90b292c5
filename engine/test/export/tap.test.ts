import { Parser, type Result } from "../tools/tap-parser.ts";
import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { tap, tapOfClass } from "../../report/export/tap.ts";
import type { Verdict } from "../../verdict.ts";
import {
  graderError,
  graderErrorLate,
  HOSTILE,
  hostileClass,
  hostileVerdicts,
  notGradable,
  smallClass,
  twoOfThree,
} from "./corpus.ts";
import { exercise, failed, passed, verdict } from "../report/verdicts.ts";

const seed = newSeed();

interface Read {
  readonly ok: boolean;
  readonly bail: string | boolean;
  readonly count: number;
  readonly plan: number;
  readonly points: readonly Result[];
  readonly childPoints: readonly Result[];
  /** Lines that the parser does not recognise as TAP. */
  readonly strange: readonly string[];
}

/** Reads a stream with the parser of node-tap, in strict mode. */
function read(text: string): Read {
  const points: Result[] = [];
  const childPoints: Result[] = [];
  const strange: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on("assert", (point: Result) => points.push(point));
  parser.on("extra", (line: string) => strange.push(line));
  parser.on("child", (child: Parser) => {
    child.on("assert", (point: Result) => childPoints.push(point));
    child.on("extra", (line: string) => strange.push(line));
  });
  parser.end(text);
  const { ok, bailout: bail, count, plan } = parser.results!;
  return { ok, bail, count, plan: plan.end ?? 0, points, childPoints, strange };
}

function agrees(verdict: Verdict, result: Read): void {
  const { exercises } = verdict;
  expect(result.strange).toEqual([]);
  expect(result.plan).toBe(exercises.length);
  const judged = exercises.filter(({ status }) => status !== "error");
  expect(result.points.map(({ ok }) => ok)).toEqual(judged.map(({ status }) => status === "passed"));
  const checks = judged.flatMap((one) => one.checks);
  expect(result.childPoints.map(({ ok, skip }) => [ok, Boolean(skip)])).toEqual(
    checks.map(({ status }) => [status === "passed" || status === "skipped", status === "skipped"]),
  );
}

it("has one subtest for each exercise", () => {
  expect(tap(twoOfThree)).toMatchInlineSnapshot(`
    "TAP version 14
    1..3
    # Subtest: Set up the WebSocket server and answer a ping
        1..5
        ok 1 - 1.1 HTTP still works
        ok 2 - 1.2 a handshake succeeds on the same port
        ok 3 - 1.3 a new client is welcomed
        ok 4 - 1.4 a ping gets a pong
        ok 5 - 1.5 only the client that pinged gets the pong
    ok 1 - Set up the WebSocket server and answer a ping
    # Subtest: Answer text that is not JSON with an error
        1..2
        not ok 1 - 2.1 bad text gets an error message
          ---
          message: "sent      h4llo-q7 (text, 8 bytes)\\nexpected  a JSON object with \\"error\\", or \\"type\\":\\"error\\" and a \\"message\\", within 2 s\\nreceived  nothing; your server stopped: SyntaxError: Unexpected token 'h'\\nat        ws-server.ts:14:28\\nwhy       JSON.parse throws on bad text, and nothing catches it\\nhint      Who is there to catch what JSON.parse throws?"
          severity: "fail"
          code: "server-stopped"
          at: "ws-server.ts:14:28"
          ...
        ok 2 - 2.2 the connection stays open # SKIP needs 2.1
    not ok 2 - Answer text that is not JSON with an error
    # Subtest: Answer an unknown message type with an error
        1..2
        ok 1 - 3.1 an unknown type gets an error message
        ok 2 - 3.2 the connection stays open
    ok 3 - Answer an unknown message type with an error
    "
  `);
  const result = read(tap(twoOfThree));
  agrees(twoOfThree, result);
  expect(result.ok).toBe(false);
});

it("contains the failure as a YAML diagnostic", () => {
  const { childPoints } = read(tap(twoOfThree));
  expect(childPoints.find(({ ok }) => !ok)?.diag).toMatchObject({
    code: "server-stopped",
    severity: "fail",
    at: "ws-server.ts:14:28",
    message: expect.stringContaining("your server stopped"),
  });
});

it("fails every point of a submission that could not be run", () => {
  const result = read(tap(notGradable));
  agrees(notGradable, result);
  expect(result.points.map(({ diag }) => diag as unknown)).toEqual(
    [1, 2, 3].map(() => expect.objectContaining({ code: "does-not-compile" })),
  );
});

it("bails out after a fault of the workbook, behind the exercises that were graded", () => {
  expect(tap(graderErrorLate).split("\n").at(-2)).toBe(
    "Bail out! The workbook failed while grading; this is not the fault of the submission. check 2.1: a wait had no limit",
  );
  for (const ours of [graderError, graderErrorLate]) {
    const result = read(tap(ours));
    agrees(ours, result);
    expect(result.bail).toContain("not the fault of the submission");
  }
});

it.each(HOSTILE.filter((text) => text.length < 1_000))("no title, reason or failure is parsed as TAP: %j", (text) => {
  const graded = verdict([
    exercise(1, text, [
      passed("1.1", text),
      failed("1.2", text, { why: text }),
      { ...passed("1.3", text), status: "skipped", skipped: text },
    ]),
  ]);
  agrees(graded, read(tap(graded)));
});

it(`is valid TAP for random hostile verdicts (seed ${seed})`, () => {
  for (const hostile of hostileVerdicts(seed, "tap", 50)) {
    const result = read(tap(hostile));
    agrees(hostile, result);
    expect(Boolean(result.bail)).toBe(hostile.outcome === "grader-error");
  }
});

it("of a class has one subtest per student, and skips a submission that the workbook failed on", () => {
  expect(tapOfClass(smallClass).replaceAll(/^( *message: ).*$/gm, "$1...")).toMatchInlineSnapshot(`
    "TAP version 14
    1..3
    # Subtest: 101
        1..3
        ok 1 - 1 Set up the WebSocket server and answer a ping
        not ok 2 - 2 Answer text that is not JSON with an error
          ---
          message: ...
          severity: "fail"
          code: "server-stopped"
          at: "ws-server.ts:14:28"
          ...
        ok 3 - 3 Answer an unknown message type with an error
    not ok 1 - 101
    # Subtest: 102
        1..3
        not ok 1 - 1 Set up the WebSocket server and answer a ping
          ---
          message: ...
          severity: "fail"
          code: "does-not-compile"
          at: "ws-server.ts:14:3"
          ...
        not ok 2 - 2 Answer text that is not JSON with an error
          ---
          message: ...
          severity: "fail"
          code: "does-not-compile"
          at: "ws-server.ts:14:3"
          ...
        not ok 3 - 3 Answer an unknown message type with an error
          ---
          message: ...
          severity: "fail"
          code: "does-not-compile"
          at: "ws-server.ts:14:3"
          ...
    not ok 2 - 102
    ok 3 - 103 # SKIP The workbook failed while grading; this is not the fault of the submission. check 1.2: no details
    "
  `);
});

it(`of a random hostile class is valid TAP (seed ${seed})`, () => {
  const results = hostileClass(seed, "tap class", 30);
  const { strange, plan, points, bail } = read(tapOfClass(results));
  expect(strange).toEqual([]);
  expect(plan).toBe(results.length);
  expect(bail).toBe(false);
  const isJudged = (graded: Verdict) => graded.exercises.every(({ status }) => status !== "error");
  expect(points.map(({ ok, skip }) => [ok, Boolean(skip)])).toEqual(
    results.map(({ verdict: graded }) => [graded.passed || !isJudged(graded), !isJudged(graded)]),
  );
});

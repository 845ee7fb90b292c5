/** Builds verdict values for tests. Values, not mocks: what the grader would have returned. */
import { FAILURES, definitionOf } from "../../failures/registry.ts";
import { marksOf } from "../../kit/marks.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import {
  VERDICT_SCHEMA,
  type CheckResult,
  type ExerciseResult,
  type Failure,
  type Reason,
  type Verdict,
} from "../../verdict.ts";

/** A failure with every part filled in, except where `parts` replaces it. */
export function failure(parts: Partial<Failure> = {}): Failure {
  return {
    code: "no-message",
    sent: '{"type":"dance"} (text, 16 bytes)',
    expected: 'a JSON object with "error", or "type":"error" and a "message", within 2 s',
    received: "nothing within 2 s; the connection is open",
    why: "no branch of the code answers this type",
    hint: "What happens to a type that no case names?",
    ...parts,
  };
}

export function passed(id: string, title: string, parts: Partial<CheckResult> = {}): CheckResult {
  return { id, title, status: "passed", durationMs: 6.2, failure: null, transcript: [], ...parts };
}

/** A failed check, with the marks of its failure in the transcript. */
export function failed(
  id: string,
  title: string,
  parts: Partial<Failure> = {},
  transcript: readonly TranscriptEvent[] = [],
): CheckResult {
  const { marks } = definitionOf(parts.code ?? "no-message") ?? FAILURES["no-message"];
  const marked = { ...marksOf(transcript, marks, { named: parts.event }), ...parts };
  return { id, title, status: "failed", durationMs: 9, failure: failure(marked), transcript };
}

export function skipped(id: string, title: string, why: string): CheckResult {
  return { id, title, status: "skipped", durationMs: 0, failure: null, skipped: why, transcript: [] };
}

/** An exercise whose status follows from its checks. */
export function exercise(id: number, title: string, checks: readonly CheckResult[], durationMs = 31.4): ExerciseResult {
  const status = checks.some((check) => check.status === "error")
    ? "error"
    : checks.some((check) => check.status === "failed")
      ? "failed"
      : "passed";
  return { id, title, status, durationMs, checks };
}

/** A graded verdict whose score follows from its exercises. */
export function verdict(exercises: readonly ExerciseResult[], parts: Partial<Verdict> = {}): Verdict {
  const earned = exercises.filter(({ status }) => status === "passed").length;
  return {
    schema: VERDICT_SCHEMA,
    lesson: "lesson-ws",
    title: "Building a WebSocket Server",
    submission: "lessons/lesson-ws",
    outcome: "graded",
    reason: null,
    passed: earned === exercises.length && exercises.length > 0,
    score: { earned, possible: exercises.length },
    seed: 1834,
    isolation: "process",
    durationMs: 612,
    exercises,
    stretch: [],
    advice: [],
    server: {
      ports: [{ asked: 3000, real: 40213 }],
      exitCode: null,
      signal: null,
      stdout: "",
      stderr: "",
      started: 3,
      stopped: 3,
    },
    ...parts,
  };
}

/** A verdict without any check results. */
export function notGraded(reason: Reason, parts: Partial<Verdict> = {}): Verdict {
  const status = reason.code === "grader-error" ? "error" : "failed";
  return {
    ...verdict(threeTitles.map((title, index) => ({ id: index + 1, title, status, durationMs: 0, checks: [] }))),
    outcome: reason.code === "grader-error" ? "grader-error" : "not-gradable",
    reason,
    passed: false,
    score: { earned: 0, possible: 3 },
    ...parts,
  };
}

/** What an event of this kind carries besides its text, where a test does not say it. */
const DATA: Partial<Record<TranscriptEvent["kind"], object>> = {
  request: { method: "GET", path: "/" },
  response: { code: 200 },
  upgrade: { path: "/" },
  text: { bytes: 20 },
  binary: { bytes: 20 },
  exit: { exitCode: 1, signal: null },
};

/** An event with a complete set of data for its kind. */
export function event(
  at: number,
  peer: string,
  dir: TranscriptEvent["dir"],
  kind: TranscriptEvent["kind"],
  text: string,
  parts: Readonly<Record<string, unknown>> = {},
): TranscriptEvent {
  return { at, peer, dir, kind, text, ...DATA[kind], ...parts } as TranscriptEvent;
}

export const threeTitles = [
  "Set up the WebSocket server and answer a ping",
  "Answer text that is not JSON with an error",
  "Answer an unknown message type with an error",
] as const;

export const firstExercise = exercise(1, threeTitles[0], [
  passed("1.1", "HTTP still works"),
  passed("1.2", "a handshake succeeds on the same port"),
  passed("1.3", "a new client is welcomed"),
  passed("1.4", "a ping gets a pong"),
  passed("1.5", "only the client that pinged gets the pong"),
]);

export const thirdExercise = exercise(
  3,
  threeTitles[2],
  [passed("3.1", "an unknown type gets an error message"), passed("3.2", "the connection stays open")],
  12.1,
);

/** The first events of every WebSocket conversation. */
export const opening: readonly TranscriptEvent[] = [
  event(0.2, "client-1", "out", "upgrade", "GET / upgrade"),
  event(3.1, "client-1", "in", "upgrade", "101 Switching Protocols", { code: 101 }),
  event(4.4, "client-1", "in", "text", '{"type":"connected","message":"WebSocket connected"}', { bytes: 52 }),
];

/** Bad text crashes the server: the example in the documentation of the report. */
export const crashesOnBadText = exercise(2, threeTitles[1], [
  failed(
    "2.1",
    "bad text gets an error message",
    {
      code: "server-stopped",
      sent: "h4llo-q7 (text, 8 bytes)",
      received: "nothing; your server stopped: SyntaxError: Unexpected token 'h'",
      why: "JSON.parse throws on bad text, and nothing catches it",
      hint: "Who is there to catch what JSON.parse throws?",
      file: "ws-server.ts",
      line: 14,
      column: 28,
    },
    [
      ...opening,
      event(6, "client-1", "out", "text", "h4llo-q7", { bytes: 8 }),
      event(9, "client-1", "none", "close", "closed 1006, server exited with code 1", { code: 1006 }),
    ],
  ),
  skipped("2.2", "the connection stays open", "needs 2.1"),
]);

/** The verdict on the untouched starter: nothing on the server accepts a handshake. */
export const starterVerdict: Verdict = verdict([1, 2, 3].map((id) => starterExercise(id)));

function starterExercise(id: number): ExerciseResult {
  const notFound = {
    code: "handshake-answered-by-http",
    sent: "GET / upgrade",
    expected: "101 Switching Protocols",
    received: "HTTP 404 Not Found instead of 101 Switching Protocols",
    why: "the app found no route for the handshake and answered it: no WebSocket server is attached to this HTTP server",
    hint: "Which line hands your HTTP server to the WebSocket server?",
  };
  const wire = [
    event(0.4, "client-1", "out", "upgrade", "GET / upgrade"),
    event(2.8, "client-1", "in", "response", "404 Not Found (answer to GET / upgrade)", { code: 404 }),
  ];
  const titles = threeTitles[id - 1] ?? "";
  if (id !== 1)
    return exercise(id, titles, [
      failed(`${id}.1`, "an error message arrives", notFound, wire),
      skipped(`${id}.2`, "the connection stays open", `needs ${id}.1`),
    ]);
  return exercise(1, titles, [
    passed("1.1", "HTTP still works"),
    failed("1.2", "a handshake succeeds on the same port", notFound, wire),
    skipped("1.3", "a new client is welcomed", "needs 1.2"),
    skipped("1.4", "a ping gets a pong", "needs 1.2"),
    skipped("1.5", "only the client that pinged gets the pong", "needs 1.4"),
  ]);
}

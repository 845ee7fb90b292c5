/** Verdicts with conversations that tests write down by hand. */
import type { PeerEvent, TranscriptEvent } from "../../transcript-event.ts";
import { VERDICT_SCHEMA, type CheckResult, type Verdict } from "../../verdict.ts";

/** Events of a conversation, a millisecond apart. */
export function conversation(...events: (readonly [peer: string, event: PeerEvent])[]): TranscriptEvent[] {
  return events.map(([peer, event], at) => ({ at, peer, ...event }));
}

export const upgrades: readonly PeerEvent[] = [
  { kind: "upgrade", dir: "out", path: "/", text: "GET / upgrade" },
  { kind: "upgrade", dir: "in", code: 101, text: "101 Switching Protocols" },
];
export const ping: PeerEvent = { kind: "ping", dir: "out", text: "ping frame" };
export const pong: PeerEvent = { kind: "pong", dir: "in", text: "pong frame" };

export function says(dir: "out" | "in", text: string): PeerEvent {
  return { kind: "text", dir, text, bytes: text.length };
}

export function asks(path: string, method = "GET"): PeerEvent {
  return { kind: "request", dir: "out", method, path, text: `${method} ${path}` };
}

export function answers(code: number, body: string): PeerEvent {
  return { kind: "response", dir: "in", code, text: `${code} ${body}`, bytes: body.length };
}

/** A verdict that passed, with one exercise for each conversation. */
export function verdictOf(...conversations: readonly TranscriptEvent[][]): Verdict {
  const exercises = conversations.map((transcript, index) => {
    const check: CheckResult = {
      id: `${index + 1}.1`,
      title: "what is asked for is answered",
      status: "passed",
      durationMs: 1,
      failure: null,
      transcript,
    };
    return { id: index + 1, title: "", status: "passed" as const, durationMs: 1, checks: [check] };
  });
  return {
    schema: VERDICT_SCHEMA,
    lesson: "lesson-greet",
    title: "",
    submission: "",
    outcome: "graded",
    reason: null,
    passed: true,
    score: { earned: exercises.length, possible: exercises.length },
    seed: 1,
    isolation: "process",
    durationMs: 1,
    exercises,
    stretch: [],
    advice: [],
    server: { ports: [], exitCode: null, signal: null, stdout: "", stderr: "", started: 1, stopped: 1 },
  };
}

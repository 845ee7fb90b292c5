/** The server that the learner's client talks to: it answers as a script says. */
import type { BackendAnswer, Route } from "#kit";
import type { SentTask } from "./polled.ts";

export function updates(timestamp: string, ...data: readonly SentTask[]): BackendAnswer {
  return { json: { data, timestamp } };
}

/** Whether an answer of a script is one that `updates` made. */
export function bringsUpdates({ status, json }: BackendAnswer): boolean {
  return status === undefined && json !== undefined;
}

/** What a server that is overloaded or being restarted answers: its body looks like updates, and only the status says no. */
export const UNAVAILABLE: BackendAnswer = { status: 503, json: { error: "Service unavailable", data: [] } };

/** The same with a time in its body, as some frameworks put one into their errors, under the name that cursors have here. */
export function unavailable(timestamp: string): BackendAnswer {
  return { status: 503, json: { error: "Service unavailable", data: [], timestamp } };
}

/** Sends the client to where no server is (fetch refuses this port): for `fetch`, that is no answer at all. */
export const NOWHERE: BackendAnswer = { status: 307, headers: { location: "http://127.0.0.1:1/" } };

/** Breaks off in the middle: the connection is closed before the body is as long as its head says. */
const CUT: BackendAnswer = {
  headers: { "content-type": "application/json", "content-length": "64", connection: "close" },
  body: '{"data":[{"id":"task-',
};

/** What a proxy answers whose server is gone. */
const BAD_GATEWAY: BackendAnswer = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<h1>Bad Gateway</h1>",
};

/** Six failures in a row; after three, each of the others is one that a client may take for none. */
export const FAILURES: readonly BackendAnswer[] = [
  UNAVAILABLE,
  { status: 500, json: { error: "Internal error" } },
  UNAVAILABLE,
  NOWHERE,
  CUT,
  BAD_GATEWAY,
];

/** What happened to the request, for a report. */
export function described(answer: BackendAnswer): string {
  if (answer === NOWHERE) return "no connection (307 to a port where nothing listens)";
  return answer === CUT ? "an answer that broke off in the middle" : `status ${answer.status}`;
}

/** An answer that is not given at once; `isOvertaken` says whether the client has asked again since its request. */
type LateAnswer = (isOvertaken: () => boolean) => Promise<BackendAnswer>;

/** Gives these answers one after the other, and the last one again and again. */
export function inTurn(...answers: readonly (BackendAnswer | LateAnswer)[]): Route {
  let asked = 0;
  return () => {
    const number = ++asked;
    const answer = answers[Math.min(number, answers.length) - 1];
    return typeof answer === "function" ? answer(() => asked > number) : answer;
  };
}

/** A request that is overtaken by the next one stays open so much longer, in milliseconds. */
const OVERTAKEN_MS = 1_000;

/**
 * An answer that is sent this many milliseconds after the request came, and much later when the client asks again meanwhile:
 * however slowly the machine runs, both requests are then open together for longer than it takes to give one of them up.
 */
export function held(answer: BackendAnswer, ms: number): LateAnswer {
  return async (isOvertaken) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (isOvertaken()) await new Promise((resolve) => setTimeout(resolve, OVERTAKEN_MS));
    return answer;
  };
}

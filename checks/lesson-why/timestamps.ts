/** What the `updatedSince` of a poller's requests shows of where it takes that from. */
import type { RecordedRequest } from "#kit";
import type { failures } from "./failures.ts";

type Code = keyof typeof failures;

/** A cause, and what the requests say about it. */
interface Finding {
  readonly code: Code;
  readonly why?: string;
}

/** The `updatedSince` of a request. */
export function sinceOf({ path }: RecordedRequest): string | null {
  return new URL(path, "http://backend").searchParams.get("updatedSince");
}

/** The timestamp that a request was answered with; undefined when it was given up, or answered with something else. */
export function timestampIn({ answer }: RecordedRequest): string | undefined {
  return answer?.status === 200 && answer.endedAt !== undefined ? timestampOf(answer.body) : undefined;
}

/** What a learner's own server answers may be anything, and is JSON with any blanks. */
function timestampOf(body: string): string | undefined {
  return /"timestamp"\s*:\s*"([^"]*)"/.exec(body)?.[1];
}

/**
 * Why a request does not carry the timestamp of the last good answer, by all requests of the poller.
 * @param index that of the request
 */
export function whyWrongTimestamp(requests: readonly RecordedRequest[], index: number): Finding {
  const why = whichFailureWasRead(requests);
  if (why !== undefined) return { code: "failure-read-as-answer", why };
  const time = requests
    .slice(1)
    .map(sinceOf)
    .find((since) => isTimeOfATask(requests, since));
  if (time !== undefined)
    return {
      code: "time-of-a-task",
      why: `what the poller keeps is the \`updatedAt\` of a task, and not the \`timestamp\` of the answer: ${JSON.stringify(time)}, with which it asked, is one, and the timestamp of none of its answers`,
    };
  return { code: whichTimestamp(requests, index) };
}

/** What a failure had in its body can only come from an answer whose status the poller did not look at. */
function whichFailureWasRead(requests: readonly RecordedRequest[]): string | undefined {
  const asked = requests.map(sinceOf);
  const failed = requests.flatMap(({ answer }) => (answer === undefined || answer.status === 200 ? [] : [answer]));
  const read = failed.find(({ body }) => asked.includes(timestampOf(body) ?? ""));
  return (
    read &&
    `an answer with status ${read.status} was read as if it were a good one: the timestamp in its body, ${JSON.stringify(timestampOf(read.body))}, is what the poller asked with afterwards`
  );
}

function whichTimestamp(requests: readonly RecordedRequest[], index: number): Code {
  const all = requests.map(sinceOf);
  const since = all[index] ?? null;
  if (all.every((one) => one === null)) return "timestamp-never-sent";
  const hasFailed =
    requests[index - 1] !== undefined && timestampIn(requests[index - 1] as RecordedRequest) === undefined;
  if (since === null) return hasFailed ? "timestamp-forgotten" : whichAreKept(requests, "timestamp-not-sent");
  if (requests.slice(0, index).some((request) => timestampIn(request) === since))
    return whichAreKept(requests, "timestamp-of-an-earlier-answer");
  return Math.abs(Date.parse(since) - Date.now()) < CLOCK_TOLERANCE_MS ? "time-of-own-clock" : "timestamp-changed";
}

/** Whether a task of some answer was changed at this time, and no answer has it as its timestamp. */
function isTimeOfATask(requests: readonly RecordedRequest[], since: string | null): boolean {
  if (since === null || requests.some((request) => timestampIn(request) === since)) return false;
  return requests.some(({ answer }) => answer?.body.includes(`"updatedAt":"${since}"`) === true);
}

/** How far the poller's clock may be from ours, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The answers whose timestamps the poller keeps, where they have something in common. */
function whichAreKept(requests: readonly RecordedRequest[], otherwise: Code): Code {
  const answers = requests.slice(0, -1).map((request, index) => ({
    isKept: sinceOf(requests[index + 1] as RecordedRequest) === timestampIn(request),
    hasTasks: request.answer?.body.includes('"data":[]') === false,
  }));
  if (answers.every(({ isKept, hasTasks }) => isKept !== hasTasks)) return "kept-without-tasks-only";
  if (answers.every(({ isKept, hasTasks }) => isKept === hasTasks)) return "kept-with-tasks-only";
  const [first, ...later] = answers;
  return first?.isKept === true && later.every(({ isKept }) => !isKept) ? "first-timestamp-kept" : otherwise;
}

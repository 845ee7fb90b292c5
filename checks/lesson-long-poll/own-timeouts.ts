/** Polls that began at different times and wait for nothing: each has a time of its own, and what ends it is no other poll's. */
import {
  CheckFailure,
  expect,
  explained,
  type Explanation,
  type HeldRequest,
  type HttpAnswer,
  type HttpClient,
} from "#kit";
import { hasTimer } from "./after-failure.ts";
import { failures } from "./failures.ts";
import { expectNothing, LEAST_OF_THE_TIMEOUT } from "./polls.ts";

/** What a busy machine may add to the time of a poll, in milliseconds. */
const LATE_MS = 1_500;

/** After how much of its time more polls come beside one that is still held. Those before it have come at less than half. */
const COMPANY_AFTER = 0.8;

/** Polls whose time ended so near to each other were ended by the same thing, as a part of that time. */
const TOGETHER = 0.1;

/** So long after its time a poll that is held still has no timer that ends it, in milliseconds. */
const SURELY_OVER_MS = 700;

interface Held {
  /** In the order in which they are asked for; the last one may be one with a cursor. The first began first. */
  readonly polls: readonly HeldRequest[];
  readonly timeoutMs: number;
  /** What has become of the timer of one that is never answered. */
  readonly ask: () => Promise<Explanation | undefined>;
}

/**
 * Fails unless each of these polls is answered with nothing when its own time is over. As long as the first one is held beyond
 * that, others come: what they start anew must not be what it waits for. Returns the answers.
 */
export async function expectOwnTimeouts(http: HttpClient, held: Held): Promise<HttpAnswer[]> {
  const { polls, timeoutMs } = held;
  const company: HeldRequest[] = [];
  const answers: HttpAnswer[] = [];
  for (const poll of polls) {
    const answer = await explained(
      async () => {
        if (poll === polls[0]) await expectEndIn(http, poll, timeoutMs, company);
        return await expect(poll).toBeAnswered({
          afterMs: LEAST_OF_THE_TIMEOUT * timeoutMs,
          withinMs: timeoutMs + LATE_MS,
          setBy: "POLL_TIMEOUT_MS",
        });
      },
      () => whyNotInTime(http, poll, held, company),
      "timing-ignored",
    );
    expectNothing(answer);
    answers.push(answer);
  }
  return answers;
}

/** Fails when this poll is held on while others come. The server has answered other requests meanwhile: it is not just slow. */
async function expectEndIn(
  http: HttpClient,
  poll: HeldRequest,
  timeoutMs: number,
  company: HeldRequest[],
): Promise<void> {
  const heldForMs = () => Math.round(poll.link.now() - poll.sentAt);
  while (poll.isPending && heldForMs() < timeoutMs + LATE_MS) {
    await poll.until(() => poll.head, COMPANY_AFTER * timeoutMs);
    if (!poll.isPending) return;
    company.push(await http.hold(poll.asked.slice("GET ".length)));
    await http.get("/health");
  }
  // What has arrived while this process was busy is read by then.
  await http.get("/health");
  if (!poll.isPending) return;
  throw new CheckFailure({
    code: "timing-ignored",
    sent: poll.sent,
    expected: `an answer after ${timeoutMs} ms (POLL_TIMEOUT_MS)`,
    received: `nothing within ${heldForMs()} ms; the request is still open`,
    peer: poll.name,
  });
}

/** Which timer has ended this poll, or which one it lacks, by what becomes of the others. */
async function whyNotInTime(
  http: HttpClient,
  late: HeldRequest,
  { polls, timeoutMs, ask }: Held,
  company: readonly HeldRequest[],
): Promise<Explanation | undefined> {
  const all = [...polls, ...company];
  if (!late.isPending) {
    const isOther = all.some((poll) => poll !== late && poll.answer !== undefined);
    return isOther ? { code: failures["ended-with-another"] } : undefined;
  }
  const newest = company.at(-1);
  if (newest !== undefined) {
    const leftMs = newest.sentAt + timeoutMs + SURELY_OVER_MS - newest.link.now();
    await newest.until(() => newest.head, Math.max(1, leftMs));
  }
  if (newest?.head !== undefined && late.head !== undefined) {
    const isTogether = Math.abs(late.head.at - newest.head.at) < TOGETHER * timeoutMs;
    return isTogether ? whyTogether(late, newest, all.length) : { code: failures["time-not-from-environment"] };
  }
  if (all.every(({ answer }) => answer === undefined)) {
    const isTimed = await hasTimer(http, late.asked.slice("GET ".length));
    return { code: failures[isTimed ? "time-not-from-environment" : "no-timer"] };
  }
  // By then, polls without a cursor that came earlier and later have timed out.
  if (late.sent.includes("since=") && late === polls.at(-1)) return { code: failures["no-timer-with-cursor"] };
  return { code: failures["own-timer-lost"], ...(await ask()) };
}

/** The first poll and the newest one have ended at the same time, when that of the newest was over. */
function whyTogether(first: HeldRequest, newest: HeldRequest, count: number): Explanation {
  const took = (poll: HeldRequest) => Math.round((poll.head?.at ?? Number.NaN) - poll.sentAt);
  return {
    code: failures["begun-anew-by-others"],
    why: `${count} polls of one board began one after the other and ended together: the first one ${took(first)} ms after it began, and the newest one ${took(newest)} ms. So each new poll begins the time of those that wait anew: they share one timer`,
    received: `an answer after ${took(first)} ms, together with one to a poll that came ${Math.round(newest.sentAt - first.sentAt)} ms later`,
  };
}

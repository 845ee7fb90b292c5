/** Whether the waits of a client differ, where the longest is the same for all of them. */
import { CheckFailure, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { ReturningClient, UNAVAILABLE } from "./returning.ts";
import { Waits } from "./waits.ts";

/** Long, so that what a busy machine adds to a wait is little of it, in milliseconds. */
const LIMIT_MS = 1_500;
const BACKOFF = { baseMs: LIMIT_MS, maxMs: LIMIT_MS };
const ENV = { BACKOFF_BASE_MS: String(LIMIT_MS), BACKOFF_MAX_MS: String(LIMIT_MS) };

/** Waits of one client differ when the shorter two thirds of them do, by more than this part of the longest: a busy machine adds to some. */
const DIFFERENT = 0.08;
const SHORTER = 2 / 3;

/** So many waits of a client are looked at. Of those that wait a random part, one in a billion times two are that even. */
const [LEAST_WAITS, MOST_WAITS] = [3, 16];

/** Waits this close to half of the longest are half of it, as a part of the longest. */
const ABOUT = 0.05;

/** Two clients that are refused again and again, until it is decided whether their waits differ. */
export async function startTwo(tools: Tools): Promise<() => Promise<void>> {
  // One after the other: both are the same user, whose joins a watcher counts.
  const clients = [await ReturningClient.start(tools, ENV), await ReturningClient.start(tools, ENV)];
  return () => expectDifferentWaits(clients);
}

/** Refuses both until two waits of one of them differ. Fails when none do. */
async function expectDifferentWaits(clients: readonly ReturningClient[]): Promise<void> {
  let isDecided = false;
  const waitsOf = async (client: ReturningClient) => {
    client.link.change(UNAVAILABLE);
    client.link.cut();
    const waits = new Waits(client, BACKOFF);
    while (!isDecided && waits.count < MOST_WAITS) {
      await waits.next();
      isDecided ||= waits.count >= LEAST_WAITS && range(waits.waited) > DIFFERENT * LIMIT_MS;
    }
    return waits.waited;
  };
  const both = await Promise.all(clients.map(waitsOf));
  if (isDecided) return;
  const all = both.flat();
  const middle = all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;
  throw new CheckFailure({
    code: failures["waits-all-alike"],
    sent: `the connections of two clients were cut, and ${MOST_WAITS} attempts of each failed`,
    expected: `waits at random, from ${LIMIT_MS / 2} to ${LIMIT_MS} ms (BACKOFF_BASE_MS=${LIMIT_MS}, BACKOFF_MAX_MS=${LIMIT_MS})`,
    received: both
      .map((waits) => `${waits.map((waited) => Math.round(waited)).join(", ")} ms`)
      .join("; of the other one "),
    ...(Math.abs(middle / LIMIT_MS - 0.5) < ABOUT
      ? { why: "each wait is half of the longest: the random part of the wait is 0 every time, or there is none" }
      : {}),
  });
}

/** By how much the shorter ones of these waits differ, in milliseconds. */
function range(waits: readonly number[]): number {
  const shorter = waits.toSorted((one, other) => one - other).slice(0, Math.ceil(waits.length * SHORTER));
  return Math.max(...shorter) - Math.min(...shorter);
}

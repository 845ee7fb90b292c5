/** Ends a wait early when the server can no longer end it. */
import { FIRST_DOUBT_AFTER_MS, FIRST_DOUBT_OF_END_MS, IDLE_MARGIN_MS, MAX_DOUBT_PAUSE_MS } from "./limits.ts";
import { replyLimit } from "./reply-limit.ts";
import type { ServerLink, SilentWait } from "./server-link.ts";
import { within } from "./time-limit.ts";
import type { Waiters } from "./waiters.ts";

/** Why a wait ended early, as a sentence part. */
export const NOTHING_PENDING = "nothing is pending in your server that could still answer";

/** A wait for something that a server sends. */
export interface Wait extends SilentWait {
  readonly waiters: Waiters;
  readonly link: ServerLink;
  /** Returns true once it has arrived. */
  readonly probe: () => true | undefined;
  readonly limitMs: number;
  /** Whether nothing more can arrive at this client. */
  readonly isOver: () => boolean;
  /** Whether the check goes on when nothing comes. @default it fails */
  readonly goesOn?: boolean;
}

type Provable = Pick<Wait, "link" | "isSent" | "goesOn">;

/**
 * Waits as `Waiters.until` does, but no longer than until it is proved that nothing more can come: the server has read
 * everything that was sent to it, nothing is pending in its process that could make it act within the limit, and it has
 * received no answer that this client has not read.
 *
 * There is no proof while the check waits for anything else that could let it go on, because then it might still send
 * something that the server would answer. Other waits for the same server that fail when nothing comes are no obstacle. A
 * check that waits for a timer of its own side by side with this would not be noticed.
 * @returns whether silence was proved
 */
export async function untilOrSilent(wait: Wait): Promise<boolean> {
  const { waiters, link, probe, limitMs, isOver, goesOn } = wait;
  if (probe() !== undefined || isOver()) return false;
  const endsAt = performance.now() + limitMs;
  const pauses = new Pauses();
  let isSilent = false;
  const waiting = waiters.until(() => probe() ?? (isSilent ? true : undefined), limitMs, isOver);
  if (goesOn !== true) link.failingWaits.add(wait);
  void proof(wait, endsAt, pauses).then((isProved) => {
    isSilent = isProved;
    if (isProved) waiters.wake();
  });
  await waiting;
  link.failingWaits.delete(wait);
  pauses.end();
  return isSilent && probe() === undefined && !isOver();
}

/**
 * Waits until `end` resolves, which says that the server's process ended, at most `limitMs` milliseconds, and no longer than
 * until it is proved that the process does not end by itself. Resolves with undefined when it did not end.
 */
export async function endOrSilent<T>(link: ServerLink, end: Promise<T>, limitMs: number): Promise<T | undefined> {
  const pauses = new Pauses();
  const silent = proof({ link, goesOn: true }, performance.now() + limitMs, pauses, FIRST_DOUBT_OF_END_MS);
  // Without a proof, only the limit ends the wait.
  const stays = silent.then((isProved) => (isProved ? undefined : new Promise<never>(() => {})));
  const limit = (ms: number, over: () => void) => replyLimit(link.server, ms, over);
  return await link.waiting(within(limitMs, Promise.race([end, stays]), limit).finally(() => pauses.end()));
}

/** Resolves with true once silence is proved, or with false when the wait is over. */
async function proof(
  wait: Provable,
  endsAt: number,
  pauses: Pauses,
  afterMs: number = FIRST_DOUBT_AFTER_MS,
): Promise<boolean> {
  // Each attempt costs the server some milliseconds, so one that takes its time is asked less and less often.
  for (let pauseMs = afterMs; ; pauseMs = Math.min(pauseMs * 1.5, MAX_DOUBT_PAUSE_MS)) {
    await pauses.next(pauseMs);
    if (pauses.ended) return false;
    if (await isSilentNow(wait, endsAt)) return !pauses.ended;
    if (pauses.ended || performance.now() >= endsAt) return false;
  }
}

/** The pauses between attempts at a proof. Nearly every wait is over before the first one is, so they cost little. */
class Pauses {
  ended = false;
  #timer: NodeJS.Timeout | undefined;
  #over = () => {};

  /** Resolves after `ms` milliseconds, or when the pauses are ended. */
  async next(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#over = resolve;
      this.#timer = setTimeout(resolve, ms);
    });
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.#timer);
    this.#over();
  }
}

/**
 * The server is found idle twice: each time, nothing is pending in it, and afterwards nothing is in flight. What it read before
 * nothing was in flight the first time has been dealt with when nothing is pending the second time. Before each time, this
 * process has done what it had to do, so that a request which waited here to be written is on its way; after the second, it has
 * read everything that the server has sent.
 */
async function isSilentNow(wait: Provable, endsAt: number): Promise<boolean> {
  const { server, failingWaits } = wait.link;
  const others = new Set(failingWaits);
  others.delete(wait);
  for (let round = 0; round < 2; round++) {
    await turns();
    if (!isStill(wait, others)) return false;
    if ((await server.isIdle?.(endsAt - performance.now() + IDLE_MARGIN_MS)) !== true) return false;
  }
  await turns();
  return isStill(wait, others);
}

/**
 * Whether the check does nothing beside this wait and the same others, which fail when nothing comes, and has sent everything.
 * One that ended, or began, shows that the check goes on.
 */
function isStill(wait: Provable, others: ReadonlySet<SilentWait>): boolean {
  const { failingWaits, doesNothingBeside } = wait.link;
  const isSame = [...others].every((other) => failingWaits.has(other));
  const isSent = [wait, ...others].every((each) => each.isSent?.() !== false);
  return isSame && isSent && doesNothingBeside(others.size + 1);
}

/** Lets the event loop turn: what is ready on the sockets is read in the first turn, and handled by the end of the second. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

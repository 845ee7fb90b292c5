/** What a check asks when a poll has failed, to tell the causes apart. No verdict depends on it. */
import { CheckFailure, type HeldRequest, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

type Code = keyof typeof failures;

/** The same failure with a code of this lesson, where it has the given one; any other error as it is. */
export function withCode(error: unknown, given: string, code: Code | undefined): unknown {
  if (!(error instanceof CheckFailure) || error.observation.code !== given || code === undefined) return error;
  return new CheckFailure({ ...error.observation, code: failures[code] });
}

/** Runs part of a check. A failure with the given code gets the one that `why` finds out. */
export async function explained<T>(
  given: string,
  why: () => Promise<Code | undefined> | Code | undefined,
  part: () => Promise<T>,
): Promise<T> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== given) throw error;
    throw withCode(error, given, await why());
  }
}

/** How long a poll takes at most that is answered at all, in milliseconds. */
const ANSWERED_WITHIN_MS = 300;

/** Whether one of these polls, which are held, is answered once this was done. */
export async function areWokenBy(polls: readonly HeldRequest[], change: () => Promise<unknown>): Promise<boolean> {
  await change();
  const until = performance.now() + ANSWERED_WITHIN_MS;
  while (polls.every(({ answer }) => answer === undefined) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return polls.some(({ answer }) => answer !== undefined);
}

/** Whether a poll that is held has a timer: then the server's process has ten more while ten polls are held. */
export async function hasTimer(http: HttpClient, path: string): Promise<boolean> {
  const before = await timersOf(http);
  const polls = await Promise.all(Array.from({ length: 10 }, () => http.hold(path)));
  for (let trip = 0; trip < 20; trip++) await http.get("/health");
  const more = (await timersOf(http)) - before;
  for (const poll of polls) poll.abort();
  return more > polls.length / 2;
}

async function timersOf(http: HttpClient): Promise<number> {
  const { json } = await http.get("/debug/connections");
  return (json as { data?: { timers?: number } } | undefined)?.data?.timers ?? Number.NaN;
}

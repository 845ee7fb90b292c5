/** What a check asks when a poll has failed, to tell the causes apart. No verdict depends on it. */
import type { HeldRequest, HttpClient } from "#kit";

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

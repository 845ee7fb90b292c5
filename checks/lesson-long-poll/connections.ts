/** What `/debug/connections` says of the server: how many polls are held, and how many timers run. */
import { CheckFailure, explained, type Explanation, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

type Code = keyof typeof failures;

/** What is wrong where more or fewer polls are counted than are held. */
export interface Miscounted {
  readonly more: Code | (() => Promise<Code>);
  /** @default waiters-too-few */
  readonly fewer?: Code;
  /** Asks more where the number is wrong in this way. */
  readonly ask?: () => Promise<Explanation | undefined>;
}

/** Asks until the counter says so many polls, and fails when it does not within 2 s. */
export async function expectWaiters(
  http: HttpClient,
  count: number,
  when: string,
  miscounted: Miscounted,
): Promise<void> {
  const { more, ask = () => undefined } = miscounted;
  await explained(
    () => compareWaiters(http, count, when, miscounted),
    ask,
    ...(typeof more === "string" ? [failures[more]] : []),
    failures["waiters-too-few"],
  );
}

async function compareWaiters(
  http: HttpClient,
  count: number,
  when: string,
  { more, fewer = "waiters-too-few" }: Miscounted,
): Promise<void> {
  const said: number[] = [];
  const answer = await http.getUntil("/debug/connections", ({ json }) => {
    const { waiters } = connectionsIn(json);
    said.push(waiters);
    return waiters === count;
  });
  if (said.at(-1) === count) return;
  // The first may come before the server has noticed something, and polls may have timed out before the last.
  const middle = said[Math.floor(said.length / 2)] ?? Number.NaN;
  throw new CheckFailure({
    code: failures[middle < count ? fewer : typeof more === "string" ? more : await more()],
    sent: answer.sent,
    expected: `${count} ${count === 1 ? "waiter" : "waiters"} ${when}`,
    received: said.filter((waiters, index) => !Object.is(waiters, said[index - 1])).join(", later "),
    event: answer.event,
  });
}

/** How many polls the server says it holds. */
export async function waitersOf(http: HttpClient): Promise<number> {
  return connectionsIn((await http.get("/debug/connections")).json).waiters;
}

/** How many timers the server's process says it has. */
export async function timersOf(http: HttpClient): Promise<number> {
  return connectionsIn((await http.get("/debug/connections")).json).timers;
}

/** So many timers, as a phrase. */
export function timersIn(number: number): string {
  return `${number} ${number === 1 ? "timer" : "timers"}`;
}

/** Timers that other parts of the server may start meanwhile. */
const OTHER_TIMERS = 4;

/** Fails with this code when there are more timers than before, a few of others aside. */
export async function expectNoMoreTimers(
  http: HttpClient,
  { before, when, code }: { readonly before: number; readonly when: string; readonly code: keyof typeof failures },
): Promise<void> {
  const answer = await http.get("/debug/connections");
  const { timers } = connectionsIn(answer.json);
  if (timers - before <= OTHER_TIMERS) return;
  throw new CheckFailure({
    code: failures[code],
    sent: answer.sent,
    expected: `no more timers ${when} than before, when there were ${before}`,
    received: `${timers}`,
    event: answer.event,
  });
}

/** What the server says of itself. */
function connectionsIn(json: unknown): { readonly waiters: number; readonly timers: number } {
  const data = (json as { data?: { waiters?: number; timers?: number } } | undefined)?.data;
  return { waiters: data?.waiters ?? Number.NaN, timers: data?.timers ?? Number.NaN };
}

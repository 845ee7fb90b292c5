/** What `GET /cost` is asked, and what its numbers must be. */
import { CheckFailure, expect, explained, like, type HttpAnswer, type HttpClient, type Random } from "#kit";
import { failures } from "./failures.ts";
import type { Load, Priced } from "./prices.ts";
import { whatIsRounded } from "./rounded.ts";
import { expectStatus } from "./stats.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/**
 * Loads with more polls than changes: each client polls 6 to 100 times a minute, and at 20 to 80 % of that rate something
 * changes. In the last three, one number alone is another than in the first, whose answer does not fit them.
 */
export function quietLoads(random: Random): readonly Load[] {
  const loads = Array.from({ length: 6 }, () => {
    // Even ones, whose halves are whole.
    const intervalMs = 2 * random.integer(300, 5_000);
    const updatesPerMinute = 2 * Math.max(1, Math.round((MINUTE_MS / intervalMs) * (random.integer(10, 40) / 100)));
    return { clients: random.integer(20, 500), intervalMs, updatesPerMinute };
  });
  const [first] = loads as [Load];
  return [
    ...loads,
    { ...first, clients: 2 * first.clients },
    { ...first, intervalMs: first.intervalMs / 2 },
    { ...first, updatesPerMinute: first.updatesPerMinute / 2 },
  ];
}

/** Loads with more changes than polls. */
export function busyLoads(random: Random): readonly Load[] {
  return Array.from({ length: 3 }, () => ({
    clients: random.integer(20, 500),
    intervalMs: random.integer(20_000, 60_000),
    updatesPerMinute: random.integer(10, 100),
  }));
}

/** Where nothing changes, every poll is empty; where something changes once in some minutes, most of them. */
export function stillLoads(random: Random): readonly Load[] {
  const some = () => ({ clients: random.integer(20, 500), intervalMs: random.integer(20_000, 60_000) });
  return [
    { ...some(), updatesPerMinute: 0 },
    { ...some(), updatesPerMinute: 0.25 },
  ];
}

/** Loads at the ends of what is allowed: fractions, none at all, less than a millisecond, a whole day. */
export function unusualLoads(random: Random): readonly Load[] {
  const load = () => ({
    clients: random.integer(20, 500),
    intervalMs: random.integer(600, 10_000),
    updatesPerMinute: 1,
  });
  return [
    { ...load(), clients: random.integer(2, 9) + 0.5 },
    { ...load(), intervalMs: random.integer(600, 10_000) + 0.5 },
    { ...load(), updatesPerMinute: 0.5 },
    { ...load(), intervalMs: 0.5 },
    { ...load(), intervalMs: DAY_MS },
    { ...load(), clients: 0 },
    { ...load(), updatesPerMinute: 0 },
  ];
}

/** A query that means nothing, as text, and the failure where it is answered with costs. */
interface Nonsense {
  readonly query: Readonly<Record<string, string>>;
  readonly code: keyof typeof failures;
}

export function nonsense(random: Random): readonly Nonsense[] {
  const right = () => ({
    clients: String(random.integer(20, 500)),
    intervalMs: String(random.integer(600, 10_000)),
    updatesPerMinute: String(random.integer(1, 5)),
  });
  const { clients, intervalMs, updatesPerMinute } = right();
  return [
    { query: { ...right(), intervalMs: "0" }, code: "zero-interval-accepted" },
    { query: { ...right(), intervalMs: `-${intervalMs}` }, code: "negative-number-accepted" },
    { query: { ...right(), intervalMs: random.word() }, code: "word-accepted" },
    { query: { ...right(), clients: `-${clients}` }, code: "negative-number-accepted" },
    { query: { ...right(), clients: random.word() }, code: "word-accepted" },
    { query: { ...right(), updatesPerMinute: `-${updatesPerMinute}` }, code: "negative-number-accepted" },
    { query: { ...right(), updatesPerMinute: random.word() }, code: "word-accepted" },
    { query: { clients, intervalMs }, code: "missing-number-accepted" },
    { query: { clients, updatesPerMinute }, code: "missing-number-accepted" },
    { query: { intervalMs, updatesPerMinute }, code: "missing-number-accepted" },
  ];
}

function compareRequests(priced: Priced): void {
  const { clients, intervalMs } = priced.load;
  const requests = (clients * MINUTE_MS) / intervalMs;
  expectAbout(priced, "requestsPerMinute", requests, "requests-wrong", [
    [requests / clients, "this is what one of the clients sends in a minute"],
    [requests / 60, "this is what all clients send in a second"],
    [
      requests / 1_000,
      "this is a thousandth of it: the interval is in milliseconds, and the minute is taken in seconds",
    ],
    [
      (clients * intervalMs) / MINUTE_MS,
      "this is the interval divided by a minute, and not the other way round, for all clients",
    ],
  ]);
}

/** Fails unless these are the requests of all clients. Where something is rounded on the way, other loads show what it is. */
export async function expectRequests(http: HttpClient, priced: Priced): Promise<void> {
  await explained(
    () => compareRequests(priced),
    async () => {
      const found = await whatIsRounded(http, priced);
      return found && { ...found, code: failures[found.code] };
    },
    failures["requests-wrong"],
  );
}

export function expectStaleness(priced: Priced): void {
  const { intervalMs } = priced.load;
  const inSeconds = "this is a thousandth of it: the age is in seconds";
  expectAbout(priced, "worstStalenessMs", intervalMs, "worst-staleness-wrong", [
    [intervalMs / 2, "this is half an interval, as old as a change is on average"],
    [2 * intervalMs, "this is two intervals: a change right after a poll comes with the next one"],
    [intervalMs / 1_000, inSeconds],
  ]);
  expectAbout(priced, "meanStalenessMs", intervalMs / 2, "mean-staleness-wrong", [
    [intervalMs, "this is the whole interval, as old as a change is at worst"],
    [intervalMs / 2_000, inSeconds],
  ]);
}

export function expectEmpty(priced: Priced): void {
  const { clients, intervalMs, updatesPerMinute } = priced.load;
  const requests = (clients * MINUTE_MS) / intervalMs;
  const full = clients * updatesPerMinute;
  const empty = requests - full;
  const code = empty < 0 ? "negative-polls" : "empty-polls-wrong";
  expectAbout(priced, "emptyPerMinute", Math.max(0, empty), code, [
    [empty, "this is less than none: more changes than polls leave no poll empty"],
    [
      Math.max(0, requests - updatesPerMinute),
      "this is `requestsPerMinute` less `updatesPerMinute`: each change is subtracted once, and not once for each client",
    ],
    [requests, "this is `requestsPerMinute`, as if no poll brought a change"],
    ...(updatesPerMinute === 0 ? [[requests - clients, "", "no-updates-taken-for-one"] as const] : []),
    [Math.min(requests, full), "this is the number of polls that bring a change, and not of those that do not"],
  ]);
}

/** A wrong number, and what it is in truth; or a failure of its own, which says that. */
type Mistake = readonly [number: number, what: string, code?: keyof typeof failures];

/** What may be rounded to 0, and never is 1. */
const NONE = 0.5;

/** Whole numbers are precise enough, and so is one in a hundred; where there is none, there is none. */
function isAbout(number: number, wanted: number): boolean {
  return Math.abs(number - wanted) <= (wanted === 0 ? NONE : Math.max(1, Math.abs(wanted) / 100));
}

function expectAbout(
  { answer, data }: Priced,
  field: keyof Priced["data"],
  wanted: number,
  code: keyof typeof failures,
  mistakes: readonly Mistake[],
): void {
  const number = data[field];
  if (isAbout(number, wanted)) return;
  const found = mistakes.filter(([wrong]) => Math.abs(number - wrong) <= Math.abs(wrong) / 100);
  // More than one fits where the numbers of this load happen to be alike.
  const [, what, ownCode] = (found.length === 1 ? found[0] : undefined) ?? [];
  throw new CheckFailure({
    code: failures[ownCode ?? code],
    sent: answer.sent,
    expected: `${field} to be ${Math.round(wanted)}`,
    received: `${field} is ${number}`,
    ...(what === undefined || ownCode !== undefined ? {} : { why: `the number \`${field}\` is another one: ${what}` }),
    event: answer.event,
  });
}

/** Fails unless the answer is a 400; with this code where it is a success. */
export function expectRefused(answer: HttpAnswer, code: keyof typeof failures): void {
  if (answer.status !== 200) {
    expectStatus(answer, 400);
    expect(answer).toMatchJson({ error: like.anything });
    return;
  }
  throw new CheckFailure({
    code: failures[code],
    sent: answer.sent,
    expected: "status 400",
    received: `status 200 with ${answer.body}`,
    event: answer.event,
  });
}

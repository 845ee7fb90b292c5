/** A poller that meets failures, and has to go on asking as before. */
import { CheckFailure, type Conditions, type Program, type Proxy } from "#kit";
import { failures } from "./failures.ts";
import { expectApart, expectOftenEnough, gapsOf, inMs, whatCame } from "./polled.ts";
import { timestampIn } from "./timestamps.ts";

/** How long the next request may take when the last ones have failed, in milliseconds: many intervals. */
const GOES_ON_WITHIN_MS = 3_000;

/** A request of the poller that was answered well, with its timestamp. */
export async function goodPoll(link: Proxy, poller: Program): Promise<string> {
  const seen = link.requests.length;
  await goesOn(link, poller, () => link.requests.slice(seen).some((request) => timestampIn(request) !== undefined));
  const good = link.requests.slice(seen).map(timestampIn);
  return good.find((timestamp) => timestamp !== undefined) as string;
}

/** Makes the network as bad as this until the poller has met it, and asked once more. */
export async function meets(link: Proxy, conditions: Conditions, poller: Program): Promise<void> {
  const seen = link.requests.length;
  link.change(conditions);
  await goesOn(link, poller, () => link.requests.length >= seen + 2);
}

/** As if there were no server, until the poller has tried twice. */
export async function meetsNoServer(link: Proxy, poller: Program): Promise<void> {
  const seen = link.connections;
  link.change({ down: true });
  await goesOn(link, poller, () => link.connections >= seen + 2);
}

async function goesOn(link: Proxy, poller: Program, isMet: () => boolean): Promise<void> {
  const found = await link.until(() => (isMet() ? true : undefined), GOES_ON_WITHIN_MS);
  if (found !== true) await failGaveUp(link, poller);
}

async function failGaveUp(link: Proxy, poller: Program): Promise<never> {
  const last = link.requests.at(-1);
  // A poller that has crashed fails with its own error, which waiting for a line of it names.
  const hasEnded = poller.ended !== undefined;
  if (hasEnded && poller.ended?.code !== "server-exited") await poller.line(() => false);
  const slower = hasEnded ? undefined : await waitsThatGrow(link);
  if (slower !== undefined) throw slower;
  throw new CheckFailure({
    code: last === undefined ? "no-request" : failures[hasEnded ? "poller-ended" : "poller-gave-up"],
    sent:
      last === undefined
        ? "the poller runs"
        : `the poller's ${last.method} ${last.path}, as the last one; it ${whatCame(last)}`,
    expected: `another request within ${GOES_ON_WITHIN_MS / 1000} s`,
    received: hasEnded ? "none: the poller has ended" : "none, though the poller is still running",
  });
}

/** So much longer than the shortest wait is one that has grown, whatever a busy machine adds to it. */
const GROWN = 4;

/** How many waits are told. */
const LAST_WAITS = 5;

/** The failure of a poller that has waited longer and longer, and asks again when still more time has passed. */
async function waitsThatGrow(link: Proxy): Promise<CheckFailure | undefined> {
  const gaps = gapsOf(link.requests);
  const [shortest, longest] = [Math.min(...gaps), Math.max(...gaps)];
  const last = link.requests.at(-1);
  if (last === undefined || gaps.length < 2 || longest < GROWN * shortest) return undefined;
  const seen = [link.requests.length, link.connections] as const;
  const hasAsked = () => link.requests.length > seen[0] || link.connections > seen[1];
  const asks = await link.until(() => (hasAsked() ? true : undefined), 2 * GOES_ON_WITHIN_MS);
  if (asks !== true) return undefined;
  const waits = gaps.slice(-LAST_WAITS).map(inMs);
  return new CheckFailure({
    code: failures["waits-grow-after-failures"],
    sent: `several polls of the poller that fail, ${last.method} ${last.path} among them`,
    expected: `another request within ${GOES_ON_WITHIN_MS / 1000} s`,
    received: `one after more than that. From one poll to the next it had been ${waits.join(", ")} before`,
    event: last.event,
  });
}

/** How long a poller whose polls all fail is looked at from its first one on, in milliseconds. */
const FAILING_FOR_MS = 4_000;

/** Fails unless the poller, whose polls all fail, goes on to ask, and as often as if they did not. */
export async function expectSamePace(
  { poller, link, intervalMs }: { readonly poller: Program; readonly link: Proxy; readonly intervalMs: number },
  count: number,
): Promise<void> {
  // How long a program takes to start on a busy machine says nothing about how often it asks.
  const { requests } = link;
  await link.atLeast(1);
  await link.until(() => (requests.length >= count ? true : undefined), FAILING_FOR_MS);
  if (requests.length === 1 || poller.ended !== undefined) await failGaveUp(link, poller);
  if (requests.length >= count) expectApart(requests, intervalMs, "no-wait-after-failures");
  // Waits that grow may begin with one interval. Less than `count` requests are no fault of their own: the machine may be busy.
  const later = requests.slice(Math.floor((requests.length - 1) / 2));
  expectOftenEnough(later, intervalMs, "waits-longer-after-failures");
}

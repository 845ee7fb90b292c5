/** How long typing lasts: TYPING_TTL_MS, counted from the last message that began it or said it again. */
import { CheckFailure, type Explanation } from "#kit";
import { failures } from "./failures.ts";
import { handled, type Tab } from "./people.ts";
import { expectExpiry, expectTyping, typingEvents, type TypingEvent } from "./typing-news.ts";

/** A part of TYPING_TTL_MS: within the first, a right server has not ended the typing; after the second, it may have. */
const CERTAINLY = 0.9;
const REFRESHED_AFTER = 0.6;

/** How often it is tried on a machine that is too busy to keep to the time. */
const ATTEMPTS = 3;

/** One typist who says again that they type, and one who stops meanwhile and begins anew. */
interface Typists {
  readonly goesOn: Tab;
  readonly beginsAnew: Tab;
}

/**
 * Has both type, and again shortly before the time is over, and waits for the end, which must not come before the time has
 * passed since the second message. What passed here can only be longer than what passed at the server. Where the second
 * messages were dealt with so late that the time may have been over, nothing follows, and it is tried again.
 * @param ask finds out why nothing ends a typing
 */
export async function expectRefreshed(
  watcher: Tab,
  { goesOn, beginsAnew }: Typists,
  boardId: string,
  ttlMs: number,
  ask: () => Promise<Explanation | undefined>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const from = typingEvents(watcher).length;
    const began = performance.now();
    for (const { client } of [goesOn, beginsAnew]) client.send({ type: "typing", boardId });
    await watcher.client.until(() => endOf(watcher, goesOn, from), REFRESHED_AFTER * ttlMs);
    failIfTooSoon(watcher, endOf(watcher, goesOn, from), performance.now() - began, ttlMs, TYPES_ONCE);

    const again = performance.now();
    goesOn.client.send({ type: "typing", boardId });
    beginsAnew.client.send({ type: "stop_typing", boardId });
    beginsAnew.client.send({ type: "typing", boardId });
    await handled(goesOn);
    await handled(beginsAnew);
    const isCertain = performance.now() - began <= CERTAINLY * ttlMs;
    const stopped = await expectTyping(watcher, beginsAnew.person, "stopped", { from, sent: '{"type":"stop_typing"}' });
    const anew = await expectTyping(watcher, beginsAnew.person, "types", {
      from: stopped,
      sent: '{"type":"stop_typing"}, and then {"type":"typing"}',
    });

    await watcher.client.until(() => endOf(watcher, beginsAnew, anew) ?? endOf(watcher, goesOn, from), ttlMs);
    const passedMs = performance.now() - again;
    if (isCertain) {
      failIfTooSoon(watcher, endOf(watcher, goesOn, from), passedMs, ttlMs, GOES_ON);
      failIfTooSoon(watcher, endOf(watcher, beginsAnew, anew), passedMs, ttlMs, BEGINS_ANEW);
    }
    await expectExpiry(watcher, goesOn.person, ttlMs, from, { ask });
    await expectExpiry(watcher, beginsAnew.person, ttlMs, anew, { ask });
    if (isCertain || attempt === ATTEMPTS) return;
  }
}

/** The end of this typist's typing that the tab was told of, after its first `from` events. */
function endOf(watcher: Tab, { person }: Tab, from: number): TypingEvent | undefined {
  return typingEvents(watcher).find(
    ({ userId, kind }, index) => index >= from && userId === person.id && kind === "stopped",
  );
}

const TYPES_ONCE = { code: failures["stopped-too-soon"], sent: () => '{"type":"typing"}, once' };
const GOES_ON = {
  code: failures["time-not-renewed"],
  sent: (ms: number) => `{"type":"typing"}, and again after ${ms} ms`,
};
const BEGINS_ANEW = {
  code: failures["old-timer"],
  sent: (ms: number) => `{"type":"typing"}, after ${ms} ms {"type":"stop_typing"}, and at once {"type":"typing"} again`,
};

function failIfTooSoon(
  { client }: Tab,
  stopped: TypingEvent | undefined,
  passedMs: number,
  ttlMs: number,
  { code, sent }: typeof TYPES_ONCE | typeof GOES_ON | typeof BEGINS_ANEW,
): void {
  if (stopped === undefined || passedMs >= CERTAINLY * ttlMs) return;
  throw new CheckFailure({
    code,
    sent: sent(REFRESHED_AFTER * ttlMs),
    expected: `"typing":false ${ttlMs} ms after the last of them, as TYPING_TTL_MS says`,
    received: `${stopped.message.text} after ${Math.round(passedMs)} ms`,
    peer: client.name,
    event: stopped.message.event,
  });
}

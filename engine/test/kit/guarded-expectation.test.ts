/** Mistakes of a check in its expectations, which are named although nothing checks the types of a check file before it runs. */
import { expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import { guarded, unmetOf } from "../../kit/guarded-expectation.ts";
import { refuseUnknown, type WantedEvent } from "../../kit/transports/sse/wanted-event.ts";

class Bell {
  toRing(rung: Promise<void>): Promise<void> {
    return rung;
  }

  toHang(): void {}
}

test("an expectation that does not exist is named with those that do", () => {
  const bell = guarded(new Bell(), {}, "a bell");
  expect(() => (bell as unknown as { toSing(): void }).toSing()).toThrow(
    "there is no toSing for a bell; it has toRing, toHang",
  );
});

test("an expectation counts as unmet from its begin until it is met, and for ever when it fails", async () => {
  const subject = {};
  const bell = guarded(new Bell(), subject, "a bell");
  let meet = (): void => {};
  let fail = (_error: Error): void => {};
  const met = new Promise<void>((resolve) => (meet = resolve));
  const failed = new Promise<void>((_, reject) => (fail = reject));
  bell.toHang();
  expect(unmetOf([{}, subject])).toBeUndefined();
  const first = bell.toRing(met);
  expect(unmetOf([{}, subject])).toBe("toRing");
  const second = bell.toRing(failed);
  meet();
  await first;
  expect(unmetOf([subject])).toBe("toRing");
  fail(new Error("broken"));
  await expect(second).rejects.toThrow("broken");
  expect(unmetOf([subject])).toBe("toRing");
  expect(unmetOf([{}])).toBeUndefined();
});

test.each<[unknown, string]>([
  ["hello", 'got "hello"'],
  [Promise.resolve(), "got a promise: await it first"],
  [7, "got a value of the type number"],
])("expect refuses %s, which no tool returns", (subject, words) => {
  expect(() => expectOf(subject as never)).toThrow(words);
});

test.each<[unknown, string]>([
  ["hello", 'and got "hello"'],
  [{ title: "hello" }, 'and got one with the field "title"'],
])("an event stream cannot be expected to receive %j, which any event would match or none", (wanted, words) => {
  expect(() => refuseUnknown(wanted as WantedEvent)).toThrow(words);
});

test("an event stream can be expected to receive any part of an event, or a pattern", () => {
  refuseUnknown({ event: "added", id: 1, data: null, text: "x" });
  refuseUnknown({ name: "any", phrase: "any", matches: () => true } as unknown as WantedEvent);
});

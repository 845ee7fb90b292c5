/** Mistakes of a check in its expectations, which are named although nothing checks the types of a check file before it runs. */
import { expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import { guarded, unawaitedOf } from "../../kit/guarded-expectation.ts";
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

test("an expectation is unawaited until something waits for it, whether it is met or fails", async () => {
  const subject = {};
  const bell = guarded(new Bell(), subject, "a bell");
  bell.toHang();
  expect(unawaitedOf([{}, subject])).toBeUndefined();
  const met = bell.toRing(Promise.resolve());
  expect(unawaitedOf([{}, subject])).toBe("toRing");
  await met;
  expect(unawaitedOf([subject])).toBeUndefined();
  // It is no unhandled rejection either, which would end this process.
  const failed = bell.toRing(Promise.reject(new Error("broken")));
  await new Promise((resolve) => setImmediate(resolve));
  expect(unawaitedOf([subject])).toBe("toRing");
  await expect(failed).rejects.toThrow("broken");
  expect(unawaitedOf([subject])).toBeUndefined();
});

test("several expectations can be awaited together", async () => {
  const subject = {};
  const bell = guarded(new Bell(), subject, "a bell");
  await Promise.all([bell.toRing(Promise.resolve()), bell.toRing(Promise.resolve())]);
  expect(unawaitedOf([subject])).toBeUndefined();
  await Promise.race([bell.toRing(Promise.resolve()), bell.toRing(new Promise(() => {}))]);
  expect(unawaitedOf([subject])).toBeUndefined();
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
  expect(() => refuseUnknown("toReceive", wanted as WantedEvent)).toThrow(words);
});

test("an event stream can be expected to receive any part of an event, or a pattern", () => {
  refuseUnknown("toReceive", { event: "added", id: 1, data: null, text: "x" });
  refuseUnknown("toReceive", { name: "any", phrase: "any", matches: () => true });
});

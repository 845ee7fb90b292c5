import { expect, test } from "vitest";
import { TRANSCRIPT_FIRST, TRANSCRIPT_LAST } from "../../kit/limits.ts";
import { shorten, Transcript } from "../../kit/transcript.ts";

function recorded(events: number): string[] {
  const transcript = new Transcript();
  for (let number = 1; number <= events; number++)
    transcript.add({ peer: "client-1", dir: "in", kind: "text", bytes: 1, text: String(number) });
  return transcript.events().map(({ text }) => text);
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test("keeps a conversation within the limit whole", () => {
  const all = TRANSCRIPT_FIRST + TRANSCRIPT_LAST;
  expect(recorded(all)).toEqual(numbers(1, all));
});

test.each([{ events: 201 }, { events: 340 }, { events: 341 }, { events: 480 }, { events: 1_000 }, { events: 100_000 }])(
  "of $events events the first and the last are kept, and the rest is counted",
  ({ events }) => {
    const left = events - TRANSCRIPT_FIRST - TRANSCRIPT_LAST;
    expect(recorded(events)).toEqual([
      ...numbers(1, TRANSCRIPT_FIRST),
      `${left} more events`,
      ...numbers(events - TRANSCRIPT_LAST + 1, events),
    ]);
  },
);

test("asking for the events does not change them", () => {
  const transcript = new Transcript();
  for (let number = 0; number < 500; number++)
    transcript.add({ peer: "client-1", dir: "in", kind: "text", bytes: 1, text: String(number) });
  expect(transcript.events()).toEqual(transcript.events());
});

test("times are in order and count from the beginning", () => {
  const transcript = new Transcript();
  for (let number = 0; number < 300; number++)
    transcript.add({ peer: "client-1", dir: "in", kind: "text", bytes: 0, text: "" });
  const times = transcript.events().map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(0);
});

test("a long text is cut, with a note of its length", () => {
  expect(shorten("a".repeat(300))).toBe("a".repeat(300));
  expect(shorten("a".repeat(301))).toBe(`${"a".repeat(300)}… (301 characters)`);
});

/** A long conversation in a report: its beginning, and the part in which it went wrong. */
import { describe, expect, test } from "vitest";
import { pageFor } from "../../text/layout.ts";
import { wireLines } from "../../text/wire.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";

const page = pageFor({ color: false, columns: 100 });

function shown(length: number, wrongAt?: number): string[] {
  const transcript = Array.from({ length }, (_, index): TranscriptEvent => {
    return { at: index, peer: "client-1", dir: "in", kind: "text", bytes: 3, text: `n${index}` };
  });
  const lines = wireLines(page, "", transcript, wrongAt);
  return lines.map((line) => /(?:n\d+|\.\.\. \d+ more)$/.exec(line.trim())?.[0] ?? line);
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `n${from + index}`);

describe("the events of a conversation", () => {
  test("are all shown up to thirteen", () => {
    expect(shown(13, 2)).toEqual(numbers(0, 13));
  });

  test("are the first three and the last nine of a longer one", () => {
    expect(shown(40)).toEqual([...numbers(0, 3), "... 28 more", ...numbers(31, 40)]);
  });

  test("are those around the wrong one, with a few that came after it", () => {
    expect(shown(40, 20)).toEqual([...numbers(0, 3), "... 13 more", ...numbers(16, 25), "... 15 more"]);
  });

  test("have one gap at most where the wrong one is near the beginning or the end", () => {
    expect(shown(40, 5)).toEqual([...numbers(0, 12), "... 28 more"]);
    expect(shown(40, 8)).toEqual([...numbers(0, 13), "... 27 more"]);
    expect(shown(40, 38)).toEqual([...numbers(0, 3), "... 28 more", ...numbers(31, 40)]);
  });
});

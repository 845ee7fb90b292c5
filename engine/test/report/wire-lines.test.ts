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
  return inShort(wireLines(page, "", transcript, { wrongAt }));
}

function inShort(lines: readonly string[]): string[] {
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

  test("include the first and the last ones of the client whom the failure is about", () => {
    const transcript = Array.from({ length: 60 }, (_, index): TranscriptEvent => {
      const peer = index === 4 || (index >= 10 && index < 20) ? "client-2" : "client-1";
      return { at: index, peer, dir: "in", kind: "text", bytes: 3, text: `n${index}` };
    });
    expect(inShort(wireLines(page, "", transcript, { peer: "client-2" }))).toEqual([
      ...numbers(0, 5),
      "... 11 more",
      ...numbers(16, 20),
      "... 36 more",
      ...numbers(56, 60),
    ]);
  });

  test("name the server of a question where there are several", () => {
    const asked = { at: 0, dir: "out", kind: "request", method: "GET", path: "/", text: "GET /" } as const;
    const one = { ...asked, peer: "http-1" };
    const two = { ...asked, peer: "http-2", server: "server-2" };
    expect(wireLines(page, "", [one])).toEqual(["0 ms  http-1 -> GET /"]);
    expect(wireLines(page, "", [one, two])).toEqual([
      "0 ms  http-1 -> server: GET /",
      "0 ms  http-2 -> server-2: GET /",
    ]);
  });
});

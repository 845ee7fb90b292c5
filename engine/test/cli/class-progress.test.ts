import { expect, test } from "vitest";
import { ClassProgress } from "../../cli/grade/progress.ts";
import { safeText } from "../../output.ts";

/** A stream that records what is written, and a clock that the test sets. */
function screen(columns: number | undefined) {
  const written: string[] = [];
  const stream = { isTTY: columns !== undefined, columns, write: (text: string) => written.push(text) };
  let at = 0;
  const wait = (ms: number) => (at += ms);
  const progress = (total: number) => new ClassProgress({ stream, total, now: () => at });
  return { written, wait, progress };
}

test.each([
  { columns: 80, third: "  [........................]  10 of 500 graded · 33.3 a second · 15 s left" },
  { columns: 40, third: "  10 of 500 · 33.3 a second · 15 s left" },
  { columns: 24, third: "  10 of 500 graded ·..." },
])("on $columns columns it is drawn over itself, and never wraps or scrolls", ({ columns, third }) => {
  const { written, wait, progress } = screen(columns);
  const shown = progress(500);
  for (let done = 0; done < 500; done += 5) {
    wait(150);
    shown.add(5);
  }
  shown.say("  ada: NOT GRADED");
  shown.end();
  const text = safeText(written.join(""), { inBuildLog: false });
  const lines = text.split("\u001b[G\u001b[K");
  for (const line of lines.slice(0, -1)) {
    expect(line.length).toBeLessThan(columns);
    expect(line).not.toContain("\n");
  }
  expect(lines.filter((line) => line !== "")[2]).toBe(third);
  expect(lines.at(-1)).toBe("  ada: NOT GRADED\n\n");
});

test("without a terminal, progress is one line for each tenth of the class", () => {
  const { written, wait, progress } = screen(undefined);
  const shown = progress(30);
  for (let done = 0; done < 30; done++) {
    wait(2_000);
    shown.add(1);
  }
  shown.end();
  expect(written.join("")).toMatchInlineSnapshot(`
    "3 of 30 graded · 30 a minute · 54 s left
    6 of 30 graded · 30 a minute · 48 s left
    9 of 30 graded · 30 a minute · 42 s left
    12 of 30 graded · 30 a minute · 36 s left
    15 of 30 graded · 30 a minute · 30 s left
    18 of 30 graded · 30 a minute · 24 s left
    21 of 30 graded · 30 a minute · 18 s left
    24 of 30 graded · 30 a minute · 12 s left
    27 of 30 graded · 30 a minute · 6 s left
    30 of 30 graded · 30 a minute · in 60.0 s

    "
  `);
});

import { expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import type { Section } from "../../report/section.ts";
import { fit } from "../../watch/fit.ts";
import { rowsOf } from "../../watch/visible.ts";

const lines = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
const SECTIONS: Section[] = [
  { lines: lines("exercise", 2), priority: 3 },
  { lines: lines("check", 3), priority: 4 },
  { lines: lines("wire", 9), priority: 0, cut: "middle" },
  { lines: lines("other", 2), priority: 3 },
];
const note = (left: number, { length }: readonly Section[]) => `${left} of ${length}`;

function shown(rows: number): string {
  return fit(SECTIONS, { rows, columns: 80, note }).join(" ");
}

test("keeps every line that fits", () => {
  expect(shown(16)).not.toContain(" of ");
});

test("shortens the section of the lowest priority in its middle, and keeps more of its end", () => {
  expect(shown(14)).toBe(
    "exercise1 exercise2 check1 check2 check3 wire1 wire2 3 of 1 wire6 wire7 wire8 wire9 other1 other2",
  );
});

test("keeps the sections of the highest priority, with one note in the largest gap", () => {
  expect(shown(8)).toBe("exercise1 exercise2 check1 check2 check3 9 of 1 other1 other2");
  expect(shown(6)).toBe("exercise1 exercise2 check1 check2 check3 11 of 2");
  expect(shown(3)).toBe("check1 check2 14 of 4");
});

const seed = newSeed();
test(`uses no more rows than there are, and keeps the order (seed ${seed})`, () => {
  const random = randomFor(seed, "fit");
  for (let round = 0; round < 300; round++) {
    const sections = Array.from({ length: random.integer(1, 6) }, (_, index): Section => ({
      lines: lines(`${index}-`, random.integer(0, 12)),
      priority: random.integer(0, 3),
      cut: random.pick(["end", "middle"]),
    }));
    // A terminal wraps what is wider than itself, the note as well.
    const [rows, columns] = [random.integer(5, 40), random.integer(4, 20)];
    const fitting = fit(sections, { rows, columns, note: () => "note about the rest" });
    expect(rowsOf(fitting, columns), `round ${round}`).toBeLessThanOrEqual(rows);
    const all = sections.flatMap((section) => section.lines);
    const places = fitting.filter((line) => !line.startsWith("note")).map((line) => all.indexOf(line));
    expect(places, `round ${round}`).toEqual(places.toSorted((a, b) => a - b));
  }
});

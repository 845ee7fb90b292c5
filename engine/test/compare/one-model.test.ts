/** The terminal, both layouts of the page and the counts come from one value, so they cannot disagree. */
import { renderToStaticMarkup } from "preact-render-to-string";
import { h } from "preact";
import { expect, it } from "vitest";
import { unifiedRows, type FileComparison } from "../../compare/file-comparison.ts";
import { compareFiles, FILE_LIMIT_ROWS, TOTAL_LIMIT_ROWS } from "../../compare/files.ts";
import { FileDiff, type DiffLayout } from "../../compare/html/file-diff.tsx";
import { filesLines } from "../../compare/render-files.ts";
import { ROLES } from "../../compare/side-names.ts";
import { pageFor } from "../../text/layout.ts";
import { newSeed, randomFor } from "../../kit/random.ts";

const FOLDERS = { reference: "solutions/lesson-ws", submission: "ada" };

function compared(reference: Readonly<Record<string, string>>, submission: Readonly<Record<string, string>>) {
  return compareFiles({
    edits: [],
    known: [],
    starter: new Map(),
    reference: new Map(Object.entries(reference)),
    submission: new Map(Object.entries(submission)),
    unread: new Map(),
    between: "submissions",
  });
}

function one(reference: string, submission: string): FileComparison {
  const [file] = compared({ "a.ts": reference }, { "a.ts": submission });
  if (file === undefined) throw new Error("nothing was compared");
  return file;
}

function signs(file: FileComparison, layout: DiffLayout, table: "diff-sides" | "diff-unified"): [number, number] {
  const markup = renderToStaticMarkup(h(FileDiff, { file, names: ROLES, layout }));
  const part = markup.slice(markup.indexOf(`diff-table ${table}`));
  const own = part.slice(0, part.indexOf("</table>"));
  const cells = (side: string) => own.split(`<td class="diff-sign diff-${side}">`).length - 1;
  return [cells("removed"), cells("added")];
}

const seed = newSeed();

it(`counts the same lines that the terminal, the page and the export show (seed ${seed})`, () => {
  const random = randomFor(seed, "one model");
  for (let round = 0; round < 60; round++) {
    const lines = Array.from(
      { length: random.integer(0, 40) },
      () => `const ${random.word()} = ${random.integer(0, 3)};`,
    );
    const edited = lines.flatMap((line) => {
      const chance = random.integer(0, 9);
      if (chance === 0) return [];
      if (chance === 1) return [line.replace("const", "let")];
      return chance === 2 ? [line, `call(${random.word()});`] : [line];
    });
    const file = one(lines.join("\n"), edited.join("\n"));
    const counts = [file.removed, file.added];
    const text = filesLines(pageFor({ color: false }), [file], FOLDERS).slice(3);
    const begin = (sign: string) => text.filter((line) => line.startsWith(`${sign} `)).length;
    const about = `round ${round}`;
    expect([begin("-"), begin("+")], about).toEqual(counts);
    if (file.rows.length === 0) continue;
    expect(signs(file, "sides", "diff-sides"), about).toEqual(counts);
    expect(signs(file, "sides", "diff-unified"), about).toEqual(counts);
    expect(signs(file, "unified", "diff-unified"), about).toEqual(counts);
    // Without the lines of one side, the rows are the other side's file.
    const own = unifiedRows(file.rows).reduce(
      (sum, row) => sum + (row.kind === "folded" ? row.lines : row.kind === "removed" ? 0 : 1),
      0,
    );
    expect(own, about).toBe(edited.length);
  }
});

it("reports files that differ too much in a sentence, without counts", () => {
  const lines = (word: string, length: number) => Array.from({ length }, (_, index) => `${word}${index}`).join("\n");
  for (const [a, b] of [
    [lines("a", 3_000), lines("b", 3_000)],
    [lines("a", 10), lines("a", 100_000)],
    [lines("a", 1_500), lines("b", 1_500)],
  ] as const)
    expect(one(a, b)).toMatchObject({
      status: "not-compared",
      why: "more than 2,000 lines differ",
      removed: 0,
      added: 0,
      rows: [],
    });
});

it("counts all lines of a large difference, and limits the listed ones per file and in total", () => {
  const [file] = compared({}, { "a.ts": "x\n".repeat(2_000) });
  expect(file).toMatchObject({ status: "added", added: 2_000, leftOut: 2_000 - FILE_LIMIT_ROWS });
  expect(file?.rows).toHaveLength(FILE_LIMIT_ROWS);
  const text = filesLines(pageFor({ color: false }), [file as FileComparison], FOLDERS);
  expect(text.at(-1)).toContain("... 1940 more lines");
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.ts`, "x\n".repeat(1_000)]));
  const files = compared({}, many);
  expect(files.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(TOTAL_LIMIT_ROWS);
  expect(files.every(({ added }) => added === 1_000)).toBe(true);
});

/** Processor time, because other processes affect the elapsed time. */
const WORST_CPU_MS = 10_000;

it("compares the words of the worst files in bounded time", () => {
  // Blocks just small enough for their lines to be paired, of lines just short enough for their words to be compared.
  const line = (word: string, index: number) => `${word} `.repeat(190) + index;
  const file = (word: string) =>
    Array.from({ length: 13 }, (_, block) =>
      [`same ${block}`, ...Array.from({ length: 49 }, (_, index) => line(word, block * 49 + index))].join("\n"),
    ).join("\n");
  const before = process.cpuUsage();
  expect(one(file("a"), file("b"))).toMatchObject({ status: "changed", removed: 637, added: 637 });
  expect(one(file("a"), file("a").replaceAll("a a a", "a b a"))).toMatchObject({ status: "changed" });
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(WORST_CPU_MS);
});

import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { csvField, csvText } from "../../report/export/csv.ts";
import { readSheet, SheetError } from "../../report/export/csv-sheet.ts";
import { resultsCsv } from "../../report/export/results-csv.ts";
import { graderErrorLate, HOSTILE, hostileClass, smallClass } from "./corpus.ts";

const seed = newSeed();

/** Reads strictly by RFC 4180, with a third-party parser. */
function read(text: string, delimiter = ","): string[][] {
  return parse(text, { delimiter, relax_quotes: false, relax_column_count: false, record_delimiter: "\n" });
}

/** A formula for a spreadsheet: at the start of a cell, or of one that it splits off at its own separators, ignoring our quotes. */
const FORMULA = /(?:^|[;\t\n])\s*[=+\-@\uff1d\uff0b\uff0d\uff20](?!\d+(?:\.\d+)?(?:[;\t\n]|$))/;

it("has one row per student, and a column for each exercise and check", () => {
  const text = resultsCsv([...smallClass, { student: { id: "104" }, verdict: graderErrorLate }]);
  expect(text).toMatchInlineSnapshot(`
    "student,name,email,lesson,outcome,passed,earned,possible,exercise 1,exercise 2,exercise 3,check 1.1,check 1.2,check 1.3,check 1.4,check 1.5,check 2.1,check 2.2,check 3.1,check 3.2,first_failure,code,explanation,seed,isolation,seconds,submission
    101,"Lovelace, Ada",ada@example.org,lesson-ws,graded,0,2,3,1,0,1,passed,passed,passed,passed,passed,failed,skipped,passed,passed,2.1,server-stopped,"expected a JSON object with ""error"", or ""type"":""error"" and a ""message"", within 2 s; received nothing; your server stopped: SyntaxError: Unexpected token 'h'",1834,process,0.612,lessons/lesson-ws
    102,"Hopper, Grace",grace@example.org,lesson-ws,not-gradable,0,0,3,0,0,0,,,,,,,,,,1,does-not-compile,"Expected "";"" but found ""}""",1834,process,0.612,lessons/lesson-ws
    103,"Hamilton, Margaret",margaret@example.org,lesson-ws,grader-error,,,3,,,,,,,,,,,,,1,grader-error,"The workbook failed here; this is not the fault of the submission. check 1.2: no details",1834,process,0.612,lessons/lesson-ws
    104,,,lesson-ws,grader-error,,,2,1,,,passed,passed,passed,passed,passed,error,,,,2.1,grader-error,"The workbook failed here; this is not the fault of the submission. a wait had no limit",1834,process,0.612,lessons/lesson-ws
    "
  `);
  const [header = [], ...rows] = read(text);
  const objects = rows.map((row) => Object.fromEntries(row.map((cell, index) => [header[index], cell])));
  expect(objects).toMatchObject([
    {
      student: "101",
      name: "Lovelace, Ada",
      earned: "2",
      "exercise 2": "0",
      "check 2.1": "failed",
      "check 2.2": "skipped",
      code: "server-stopped",
    },
    {
      student: "102",
      earned: "0",
      outcome: "not-gradable",
      "exercise 1": "0",
      "check 1.1": "",
      code: "does-not-compile",
    },
    { student: "103", earned: "", passed: "", outcome: "grader-error", "exercise 1": "", code: "grader-error" },
    { student: "104", earned: "", passed: "", "exercise 1": "1", "exercise 2": "", "check 2.1": "error" },
  ]);
});

it.each([
  ["=1+1", "'=1+1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["+cmd", "'+cmd"],
  ["-cmd", "'-cmd"],
  ["\t=1", "'=1"],
  ["\r=1", "'=1"],
  ["\tplain", "'plain"],
  ["a;=1", `"a;'=1"`],
  ["a\n=1", `"a\n'=1"`],
  [-3.5, "-3.5"],
  ["-3.5", "-3.5"],
  ["+49", "+49"],
  ["007", "007"],
  [Number.NaN, ""],
  [null, ""],
  [undefined, ""],
  ['say "a, b"', '"say ""a, b"""'],
])("writes %j as %j", (cell, field) => {
  expect(csvField(cell)).toBe(field);
});

it("writes no formulas, and a strict parser reads every value back", () => {
  const text = csvText(HOSTILE.map((cell) => ["before", cell, "after"]));
  expect(text).not.toMatch(/\r/);
  const rows = read(text);
  expect(rows).toHaveLength(HOSTILE.length);
  for (const [before, cell = "", after] of rows) {
    expect([before, after]).toEqual(["before", "after"]);
    expect(cell).not.toMatch(FORMULA);
  }
});

it("gives a student who handed in nothing a row without a score", () => {
  const [header = [], ...rows] = read(resultsCsv(smallClass, [{ student: { id: "104" }, why: "nothing-handed-in" }]));
  const last = Object.fromEntries(header.map((name, index) => [name, rows.at(-1)?.[index]]));
  expect(last).toMatchObject({ student: "104", outcome: "nothing-handed-in", passed: "", earned: "", "check 1.1": "" });
});

it(`is valid and free of formulas for random classes (seed ${seed})`, () => {
  const results = hostileClass(seed, "csv", 50);
  const unjudged = results.map(({ student }) => ({ student, why: "not-graded-yet" as const }));
  const rows = read(resultsCsv(results, unjudged));
  expect(rows).toHaveLength(2 * results.length + 1);
  for (const cell of rows.flat()) expect(cell).not.toMatch(FORMULA);
});

it(`reads a sheet as a strict parser does, and changes only the given cells (seed ${seed})`, () => {
  const random = randomFor(seed, "sheet");
  for (let round = 0; round < 200; round++) {
    const [delimiter, end] = [random.pick([",", ";"] as const), random.pick(["\n", "\r\n"])];
    const columns = random.integer(2, 5);
    const quote = (text: string) =>
      random.integer(0, 1) === 0 || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const cell = () =>
      random.pick(["", "a", "4.5", 'q"q', "x,y", "x;y", "two\nlines", "x\r\ny", " padded ", "'", "=1"]);
    const header = Array.from({ length: columns }, (_, index) => `h${index}`).join(delimiter);
    const body = Array.from({ length: random.integer(1, 6) }, () =>
      Array.from({ length: columns }, () => quote(cell())).join(delimiter),
    );
    const text = `${random.pick(["", "\ufeff"])}${[header, ...body].join(end)}${random.pick(["", end])}`;
    const oracle = (sheet: string): string[][] =>
      parse(sheet, { delimiter, bom: true, record_delimiter: end, skip_empty_lines: true });
    const sheet = readSheet(text);
    expect(sheet.rows).toEqual(oracle(text));
    expect(sheet.filled([])).toBe(text);
    const change = {
      row: random.integer(1, body.length),
      column: random.integer(0, columns - 1),
      field: '"new, ""cell"""',
    };
    const wanted = oracle(text);
    wanted[change.row]![change.column] = 'new, "cell"';
    expect(oracle(sheet.filled([change]))).toEqual(wanted);
  }
});

it("refuses a sheet with an unclosed quotation mark, and an empty one", () => {
  expect(() => readSheet('a,b\n"c,d\n')).toThrow(SheetError);
  expect(() => readSheet("\n\n")).toThrow(SheetError);
});

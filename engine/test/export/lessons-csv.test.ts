import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { applyPolicy } from "../../policy/apply-policy.ts";
import { lessonsCsv } from "../../report/export/lessons-csv.ts";
import { allPassed, graderError, smallClass, twoOfThree } from "./corpus.ts";

test("one row per student and one column per lesson, with points where there is a policy", () => {
  const graded = { points: 30 };
  const withPolicy = [
    { student: { id: "101" }, verdict: twoOfThree },
    { student: { id: "104", name: "Annie Easley" }, verdict: allPassed },
    { student: { id: "105" }, verdict: graderError },
  ].map((one) => ({ ...one, grade: applyPolicy(graded, { verdict: one.verdict, names: [one.student.id] }, 3) }));
  const text = lessonsCsv(
    [
      { lesson: "lesson-ws", results: smallClass, unjudged: [{ student: { id: "106" }, why: "nothing-handed-in" }] },
      { lesson: "lesson-sse", results: withPolicy, unjudged: [] },
    ],
    "family-name",
  );
  expect(text.startsWith("\uFEFF")).toBe(true);
  const rows: string[][] = parse(text, { bom: true });
  expect(rows.map((row) => [row[0], ...row.slice(3)])).toEqual([
    ["student", "lesson-ws (of 3)", "lesson-sse (of 30)", "total (of 33)"],
    ["105", "", "", "0"],
    ["106", "", "", "0"],
    ["104", "", "30", "30"],
    ["103", "", "", "0"],
    ["102", "0", "", "0"],
    ["101", "2", "20", "22"],
  ]);
  const twice = lessonsCsv([{ lesson: "a", results: [...smallClass, ...smallClass], unjudged: [] }], "score");
  const ambiguous: string[][] = parse(twice, { bom: true });
  expect(ambiguous.map((row) => row[3])).toEqual(["a (of 3)", "", "", ""]);
});

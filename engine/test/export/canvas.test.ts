import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { canvas, type CanvasOptions } from "../../report/export/canvas.ts";
import { hostileClass, graderError, notGradable, smallClass, twoOfThree } from "./corpus.ts";

const seed = newSeed();
const SHEET = `Student,ID,SIS User ID,SIS Login ID,Section,Notes,Building a WebSocket Server (77),Essay (78),Final Score
    Points Possible,,,,,,100,10,(read only)
"Lovelace, Ada",101,S-1,ada,"Section 1, morning","=HYPERLINK(""x"")",5,9.5,90.1
"Hopper, Grace",102,S-2,grace@example.org,Section 1,,,,
"Hamilton, Margaret",103,S-3,margaret,Section 2,,41,EX,
"Liskov, Barbara",104,S-4,barbara,Section 2,,EX,,
"Student, Test",105,,,Section 2,,,,
`;

interface Imported {
  readonly id: string;
  readonly scores: Readonly<Record<string, string>>;
}

/** Reads a gradebook as Canvas's importer does: header, points, students, and which columns are assignments. */
function imported(text: string): Imported[] {
  const rows: string[][] = parse(text, { bom: true, relax_column_count: false });
  const [header = [], points = [], ...students] = rows;
  expect(header[0]).toContain("Student");
  expect(header[1]).toContain("ID");
  const section = header.findIndex((cell) => cell.includes("Section"));
  expect(section).toBeGreaterThan(1);
  expect(points[0]).toContain("Points Possible");
  const isAssignment = (index: number) => index > section && !/(?:Current|Final|Override)/.test(header[index] ?? "");
  return students.map((row) => ({
    id: row[1] ?? "",
    scores: Object.fromEntries(
      row.flatMap((cell, index) => (isAssignment(index) ? [[header[index] ?? "", cell.trim()] as const] : [])),
    ),
  }));
}

it("fills only the scores of one assignment, scaled to its points", () => {
  const { text, remarks } = canvas(smallClass, { sheet: SHEET, replaceGrades: true });
  expect(text).toMatchInlineSnapshot(`
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Building a WebSocket Server (77),Essay (78),Final Score
        Points Possible,,,,,,100,10,(read only)
    "Lovelace, Ada",101,S-1,ada,"Section 1, morning","=HYPERLINK(""x"")",66.67,9.5,90.1
    "Hopper, Grace",102,S-2,grace@example.org,Section 1,,0,,
    "Hamilton, Margaret",103,S-3,margaret,Section 2,,41,EX,
    "Liskov, Barbara",104,S-4,barbara,Section 2,,EX,,
    "Student, Test",105,,,Section 2,,,,
    "
  `);
  expect(imported(text).map(({ id, scores }) => [id, scores["Building a WebSocket Server (77)"]])).toEqual([
    ["101", "66.67"],
    ["102", "0"],
    ["103", "41"],
    ["104", "EX"],
    ["105", ""],
  ]);
  expect(remarks).toEqual([
    "103 (Hamilton, Margaret) keeps the score they had. The workbook failed while grading; this is not the fault of the submission. check 1.2: no details",
  ]);
  // Exactly two cells differ; the rest is equal byte for byte.
  expect(text.replace(",66.67,9.5", ",5,9.5").replace("Section 1,,0,,", "Section 1,,,,")).toBe(SHEET);
});

it.each([
  { by: "ID", id: "101", row: "101" },
  { by: "SIS User ID", id: "s-2", row: "102" },
  { by: "SIS Login ID", id: "barbara ", row: "104" },
  { by: "e-mail address as SIS Login ID", id: "folder", email: "Grace@example.org", row: "102" },
])("finds a student by $by", ({ id, email, row }) => {
  const sheet = SHEET.replaceAll("EX", "");
  const { text, remarks } = canvas([{ student: { id, email }, verdict: twoOfThree }], { sheet, replaceGrades: true });
  expect(remarks).toEqual([]);
  const filled = imported(text).filter(({ scores }) => scores["Building a WebSocket Server (77)"] === "66.67");
  expect(filled.map((one) => one.id)).toEqual([row]);
});

it("remarks on missing, duplicate and excused students, and leaves their cells alone", () => {
  const results = ["999", "Lovelace, Ada", "102", "S-2", "104"].map((id) => ({ student: { id }, verdict: twoOfThree }));
  const { text, remarks } = canvas(results, { sheet: SHEET });
  expect(text).toBe(SHEET);
  expect(remarks).toEqual([
    "999 has no row in the gradebook.",
    "Lovelace, Ada has no row in the gradebook.",
    "102 and S-2 match the same row of the gradebook; it was not filled.",
    "104 is excused and stays excused.",
  ]);
});

it("fills no row when an id is one student's ID and another's SIS id", () => {
  const sheet = SHEET.replace("S-4", "101");
  const { text, remarks } = canvas([{ student: { id: "101" }, verdict: twoOfThree }], { sheet });
  expect(text).toBe(sheet);
  expect(remarks).toEqual(["101 matches 2 rows of the gradebook; none was filled."]);
});

it("keeps a grade that a person entered unless it is to be replaced, and replaces its own", () => {
  const results = [{ student: { id: "101" }, verdict: twoOfThree }];
  const fill = (sheet: string, options: Partial<CanvasOptions> = {}) => {
    const { text, ...filled } = canvas(results, { sheet, ...options });
    return { score: imported(text)[0]?.scores["Building a WebSocket Server (77)"], ...filled };
  };
  const kept =
    "101 keeps 5, which is in the gradebook already; the workbook would give 66.67. --replace-grades replaces it.";
  expect(fill(SHEET)).toEqual({ score: "5", remarks: [kept], written: {} });
  expect(fill(SHEET, { replaceGrades: true })).toMatchObject({ score: "66.67", remarks: [] });
  // What is not a number was entered by a person, too.
  expect(fill(SHEET.replace('""x"")",5,', '""x"")",B+,'))).toMatchObject({ score: "B+" });
  for (const none of ["", " ", "-"])
    expect(fill(SHEET.replace('""x"")",5,', `""x"")",${none},`))).toMatchObject({ score: "66.67", remarks: [] });

  // The next export has what was written now, perhaps spelt otherwise, and then the learner improves.
  const { written } = fill(SHEET, { replaceGrades: true });
  const exported = SHEET.replace('""x"")",5,', '""x"")",40.00,');
  expect(fill(exported, { written: { ...written, "101 / building a websocket server (77)": 40 } })).toMatchObject({
    score: "66.67",
    remarks: [],
  });
  expect(fill(exported, { written })).toMatchObject({ score: "40.00" });
  expect(Object.keys(written ?? {})).toEqual(["101 / building a websocket server (77)"]);
});

it("counts in exercises when the sheet has no points for the assignment", () => {
  const sheet = "Student,ID,Section,lesson-ws\nAda,101,A,\n";
  const { text, remarks } = canvas([{ student: { id: "101" }, verdict: twoOfThree }], { sheet });
  expect(text).toBe("Student,ID,Section,lesson-ws\nAda,101,A,2\n");
  expect(remarks).toEqual(["The gradebook does not say what lesson-ws is worth; scores are in exercises."]);
});

it("finds the assignment by id or by title, and lists all when none or several match", () => {
  const fill = (column: string, sheet = SHEET) =>
    canvas([{ student: { id: "102" }, verdict: twoOfThree }], { sheet, column }).text;
  expect(fill("78")).toContain("Section 1,,,6.67,");
  expect(fill("essay")).toBe(fill("Essay (78)"));
  expect(() => fill("Exam")).toThrow("no assignment Exam. It has Notes, Building a WebSocket Server (77), Essay (78).");
  expect(() => fill("Essay", SHEET.replace("Notes", "Essay (79)"))).toThrow("more than one assignment Essay");
  expect(() => fill("Final Score")).toThrow("no assignment");
  expect(() => fill("78", SHEET.replace("100,10,", "100,(read only),"))).toThrow("read only");
  expect(() => fill("78", "Name,Mark\nAda,1\n")).toThrow("not a gradebook exported from Canvas");
});

it("reads semicolons, decimal commas, Windows line endings, a byte order mark and names in two columns", () => {
  const sheet =
    "\ufeffLastName;FirstName;ID;Section;lesson-ws\r\n    Points Possible;;;;4,5\r\nLovelace;Ada;101;A;\r\n";
  expect(canvas(smallClass.slice(0, 1), { sheet }).text).toBe(
    "\ufeffLastName;FirstName;ID;Section;lesson-ws\r\n    Points Possible;;;;4,5\r\nLovelace;Ada;101;A;3\r\n",
  );
});

it("writes no number for a fault of the workbook", () => {
  const results = ["101", "102", "103"].map((id) => ({ student: { id }, verdict: graderError }));
  expect(canvas(results, { sheet: SHEET }).text).toBe(SHEET);
  const failed = canvas([{ student: { id: "101" }, verdict: notGradable }], { sheet: SHEET, replaceGrades: true });
  expect(imported(failed.text)[0]?.scores["Building a WebSocket Server (77)"]).toBe("0");
});

it(`changes no other cell of the sheet for random classes (seed ${seed})`, () => {
  const results = hostileClass(seed, "canvas", 50).map((one, index) => ({
    ...one,
    student: { ...one.student, id: String(101 + (index % 9)) },
  }));
  const { text } = canvas(results.slice(0, 9), { sheet: SHEET, column: "77" });
  const before = imported(SHEET);
  for (const [index, { id, scores }] of imported(text).entries()) {
    expect(id).toBe(before[index]?.id);
    expect(scores["Building a WebSocket Server (77)"]).toMatch(/^(?:|EX|\d+(?:\.\d{1,2})?)$/);
    expect(scores["Essay (78)"]).toBe(before[index]?.scores["Essay (78)"]);
  }
});

import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { moodle } from "../../report/export/moodle.ts";
import { graderError, hostileClass, smallClass, twoOfThree } from "./corpus.ts";

const seed = newSeed();
const SHEET = `Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 101","Ada Lovelace",ada@example.org,"Submitted for grading",,100.00,Yes,"Friday, 20 November 2026, 9:12 PM",-,
"Participant 102","Grace Hopper",Grace@Example.org,"Submitted for grading",55.00,100.00,Yes,"Friday, 20 November 2026, 9:12 PM","Saturday, 21 November 2026, 9:12 PM","old, by hand"
"Participant 103","Margaret Hamilton",margaret@example.org,"No submission",70.00,100.00,Yes,-,-,kept
`;

interface Imported {
  readonly id: string;
  readonly grade: string;
  readonly modified: string;
  readonly feedback: string;
}

/** Reads a worksheet as Moodle's importer does: columns by label, the id after "Participant ". */
function imported(text: string): Imported[] {
  const [header = [], ...rows]: string[][] = parse(text, { relax_column_count: false });
  const [id, grade, modified, feedback] = ["Identifier", "Grade", "Last modified (grade)", "Feedback comments"].map(
    (label) => header.indexOf(label),
  );
  const cell = (row: string[], index: number | undefined) => row[index ?? -1] ?? "";
  return rows.map((row) => ({
    id: cell(row, id).slice("Participant ".length),
    grade: cell(row, grade),
    modified: cell(row, modified),
    feedback: cell(row, feedback),
  }));
}

it("fills grades and feedback, and keeps the columns that Moodle compares", () => {
  const { text, remarks } = moodle(smallClass, { sheet: SHEET, replaceGrades: true });
  expect(text).toMatchInlineSnapshot(`
    "Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
    "Participant 101","Ada Lovelace",ada@example.org,"Submitted for grading",66.67,100.00,Yes,"Friday, 20 November 2026, 9:12 PM",-,"lesson-ws Building a WebSocket Server<br>2 of 3 exercises passed<br><br>ok      1.1 HTTP still works<br>ok      1.2 a handshake succeeds on the same port<br>ok      1.3 a new client is welcomed<br>ok      1.4 a ping gets a pong<br>ok      1.5 only the client that pinged gets the pong<br>FAIL    2.1 bad text gets an error message<br>        sent      h4llo-q7 (text, 8 bytes)<br>        expected  a JSON object with ""error"", or ""type"":""error"" and a ""message"", within 2 s<br>        received  nothing; your server stopped: SyntaxError: Unexpected token 'h'<br>        at        ws-server.ts:14:28<br>        why       JSON.parse throws on bad text, and nothing catches it<br>        hint      Who is there to catch what JSON.parse throws?<br>skipped 2.2 the connection stays open (needs 2.1)<br>ok      3.1 an unknown type gets an error message<br>ok      3.2 the connection stays open"
    "Participant 102","Grace Hopper",Grace@Example.org,"Submitted for grading",0,100.00,Yes,"Friday, 20 November 2026, 9:12 PM","Saturday, 21 November 2026, 9:12 PM","lesson-ws Building a WebSocket Server<br>The submission could not be run: Expected "";"" but found ""}""<br><br>Expected "";"" but found ""}""<br>at        ws-server.ts:14:3<br>14 | }<br>   | ^<br>hint      Look at the line before."
    "Participant 103","Margaret Hamilton",margaret@example.org,"No submission",70.00,100.00,Yes,-,-,kept
    "
  `);
  const before = imported(SHEET);
  expect(imported(text)).toEqual([
    { ...before[0], grade: "66.67", feedback: expect.stringContaining("2 of 3 exercises passed<br>") },
    { ...before[1], grade: "0", feedback: expect.stringContaining("The submission could not be run") },
    before[2],
  ]);
  expect(remarks).toEqual([expect.stringMatching(/^103 \(Hamilton, Margaret\) keeps the grade they had\./)]);
});

it("keeps a grade and its feedback that a person entered unless they are to be replaced", () => {
  const { text, remarks, written } = moodle(smallClass, { sheet: SHEET });
  expect(imported(text)[1]).toEqual(imported(SHEET)[1]);
  expect(remarks).toContain(
    "102 (Hopper, Grace) keeps 55.00, which is in the gradebook already; the workbook would give 0. --replace-grades replaces it.",
  );
  expect(written).toEqual({ "participant 101 / grade": 66.67 });
  const own = moodle(smallClass, { sheet: SHEET, written: { ...written, "participant 102 / grade": 55 } });
  expect(imported(own.text)[1]?.grade).toBe("0");
});

it.each([
  { by: "number", id: "101" },
  { by: "Identifier as it stands", id: "Participant 101" },
  { by: "e-mail address in any case", id: "folder", email: "ADA@example.org" },
])("finds a participant by $by", ({ id, email }) => {
  const { text } = moodle([{ student: { id, email }, verdict: twoOfThree }], { sheet: SHEET });
  expect(imported(text).map(({ grade }) => grade)).toEqual(["66.67", "55.00", "70.00"]);
});

it("does not mistake a student number for another student's participant number", () => {
  const student = { id: "102", email: "nobody@example.org" };
  const { text, remarks } = moodle([{ student, verdict: twoOfThree }], { sheet: SHEET });
  expect(text).toBe(SHEET);
  expect(remarks).toEqual(["102 has no row in the gradebook."]);
});

it("adds no participant, and remarks on students without one", () => {
  const { text, remarks } = moodle([{ student: { id: "999", name: "Ada Lovelace" }, verdict: twoOfThree }], {
    sheet: SHEET,
  });
  expect(text).toBe(SHEET);
  expect(remarks).toEqual(["999 (Ada Lovelace) has no row in the gradebook."]);
});

it("writes no grade for a fault of the workbook", () => {
  const results = ["101", "102", "103"].map((id) => ({ student: { id }, verdict: graderError }));
  expect(moodle(results, { sheet: SHEET }).text).toBe(SHEET);
});

it("accepts the labels of another language, and names a missing one", () => {
  const sheet = "ID,Bewertung,Zuletzt geändert (Bewertung)\nTeilnehmer/in101,,-\n";
  const labels = { identifier: "ID", grade: "Bewertung", modified: "Zuletzt geändert (Bewertung)" };
  const { text, remarks } = moodle(smallClass.slice(0, 1), { sheet, labels });
  expect(text).toBe("ID,Bewertung,Zuletzt geändert (Bewertung)\nTeilnehmer/in101,2,-\n");
  expect(remarks).toEqual(["The worksheet does not say what the assignment is worth; grades are in exercises."]);
  expect(() => moodle(smallClass, { sheet })).toThrow(
    'no column "Identifier". Its columns are ID, Bewertung, Zuletzt geändert (Bewertung).',
  );
});

it(`changes no other cell, and keeps feedback free of tags, for random classes (seed ${seed})`, () => {
  const results = hostileClass(seed, "moodle", 3).map((one, index) => ({
    ...one,
    student: { id: String(101 + index) },
  }));
  const { text } = moodle(results, { sheet: SHEET });
  for (const [index, { id, grade, modified, feedback }] of imported(text).entries()) {
    expect({ id, modified }).toEqual({ id: imported(SHEET)[index]?.id, modified: imported(SHEET)[index]?.modified });
    expect(grade).toMatch(/^(?:|\d+(?:\.\d{1,2})?)$/);
    expect(feedback.replaceAll("<br>", "")).not.toMatch(/[<>]|^[=+\-@]/);
  }
});

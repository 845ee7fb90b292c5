import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { matchRoster } from "../../../batch/intake/match-roster.ts";
import { readRoster, RosterError } from "../../../batch/intake/roster.ts";
import type { Roster } from "../../../batch/intake/roster.ts";

async function rosterOf(content: string | Buffer): Promise<Roster> {
  const fixture = await mkdtemp(path.join(tmpdir(), "roster-"));
  onTestFinished(() => rm(fixture, { recursive: true, force: true }));
  const file = path.join(fixture, "class.csv");
  await writeFile(file, content);
  return readRoster(file);
}

const ADA = { folder: "ada", student: { id: "101", name: "Lovelace, Ada", email: "ada@example.org" } };

test.each([
  ["plain", 'folder,id,name,email\nada,101,"Lovelace, Ada",ada@example.org\n'],
  [
    "semicolons, a byte order mark, CRLF",
    "\ufeffFolder;Student ID;Full name;E-Mail Address\r\nada;101;Lovelace, Ada;ada@example.org\r\n",
  ],
  [
    "tabs, other order, more columns",
    "E-mail\tSection\tSubmission\tStudent number\tStudent\nada@example.org\tB\tada.zip\t101\tLovelace, Ada\n",
  ],
  [
    "quoted everywhere, blank lines",
    '\n"folder","id","name","email"\n\n"ada/","101","Lovelace, Ada","ada@example.org"\n,,,\n',
  ],
])("reads a class list: %s", async (_, text) => {
  expect((await rosterOf(text)).entries).toEqual([ADA]);
});

test("reads what spreadsheets write: other encodings, names in two columns", async () => {
  const text = "Username,First name,Last name\nksj,Karen,Spärck Jones\n";
  const expected = [{ folder: undefined, student: { id: "ksj", name: "Karen Spärck Jones", email: undefined } }];
  expect((await rosterOf(Buffer.from(text, "latin1"))).entries).toEqual(expected);
  expect((await rosterOf(Buffer.from(`\ufeff${text}`, "utf16le"))).entries).toEqual(expected);
});

test("reads Canvas's gradebook, where its own ID is the id and the line of points is not a student", async () => {
  const text =
    "Student,ID,SIS User ID,SIS Login ID,Section,Lesson (77)\n" +
    "    Points Possible,,,,,3\n" +
    '"Lovelace, Ada",1234,u101,ada,B,\n';
  expect((await rosterOf(text)).entries).toEqual([
    { folder: undefined, student: { id: "1234", name: "Lovelace, Ada", email: undefined } },
  ]);
});

test.each([
  ["", "class.csv is empty: a roster begins with a line of column names."],
  ["id,name\n", "class.csv lists no learners: write a line for each below the column names."],
  [
    "name,email\nAda,a@b\n",
    'class.csv, line 1: no column is named "folder" or "id"; the first line names the columns.',
  ],
  ["id,ID,name\n1,2,Ada\n", 'class.csv, line 1: two columns are named "id".'],
  [
    "id,name\n1,Ada\n\n2,Grace,x\n",
    "class.csv, line 4: this line has more or fewer cells than the line of column names.",
  ],
  ["id,name\n1,Ada\n2,Grace\n1,Hedy\n", 'class.csv, line 4: the id "1" is already on line 2.'],
  ["id,folder\n1,ada\n2,Ada.zip\n", 'class.csv, line 3: the folder "Ada" is already on line 2.'],
  ["id,name\n1,Ada\n,Grace\n", "class.csv, line 3: there is neither a folder nor an id on this line."],
  ['id,name\n1,"Ada\n', "class.csv, line 2: a quotation mark is opened and never closed."],
  ['id,name\n1,"Ada" L\n', "class.csv, line 2: something follows a closing quotation mark."],
  ['id,name\n1,A"da\n', "class.csv, line 2: there is a quotation mark in the middle of a cell."],
])("refuses %j in one sentence", async (text, sentence) => {
  await expect(rosterOf(text)).rejects.toThrow(new RosterError(sentence));
});

test("names a missing file", async () => {
  await expect(readRoster("/nowhere/class.csv")).rejects.toThrow("class.csv does not exist at /nowhere/class.csv.");
});

test("finds the student of each submission, students without one, and submissions without a student", async () => {
  const roster = await rosterOf(
    [
      "id,name,folder",
      "101,Ada,ada-final",
      "Participant 202,Grace,",
      "303,Hedy,",
      "404,Joan,",
      "505,Karen,",
      "606,Radia,radia",
    ].join("\n"),
  );
  const names = [
    "Ada-Final",
    "Hopper Grace_202_assignsubmission_file_",
    "lamarrhedy_303_9876_lesson-ws",
    "clarkejoan_LATE_404_9877_lesson-ws-1",
    "clarkejoan_404_9878_notes",
    "101",
    "stranger",
  ];
  const { owners, missing, unowned, several } = matchRoster(roster, names);
  expect(Object.fromEntries([...owners].map(([name, { id }]) => [name, id]))).toEqual({
    "Ada-Final": "101",
    "Hopper Grace_202_assignsubmission_file_": "Participant 202",
    "lamarrhedy_303_9876_lesson-ws": "303",
    "clarkejoan_LATE_404_9877_lesson-ws-1": "404",
    clarkejoan_404_9878_notes: "404",
  });
  expect(missing.map(({ id }) => id)).toEqual(["505", "606"]);
  // Ada's folder is named in the roster, so a folder with her id is not hers.
  expect(unowned).toEqual(["101", "stranger"]);
  expect(several.map(({ student, names }) => [student.id, names])).toEqual([
    ["404", ["clarkejoan_LATE_404_9877_lesson-ws-1", "clarkejoan_404_9878_notes"]],
  ]);
});

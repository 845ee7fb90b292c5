import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { joinRosters } from "../../../batch/intake/join-rosters.ts";
import { matchRoster } from "../../../batch/intake/match-roster.ts";
import { readMatches } from "../../../batch/intake/read-matches.ts";
import { RosterError, type Roster } from "../../../batch/intake/roster-entry.ts";
import { readRoster } from "../../../batch/intake/roster.ts";
import { isStudentIn } from "../../../batch/who.ts";

async function rosterOf(content: string | Buffer): Promise<Roster> {
  const fixture = await mkdtemp(path.join(tmpdir(), "roster-"));
  onTestFinished(() => rm(fixture, { recursive: true, force: true }));
  const file = path.join(fixture, "class.csv");
  await writeFile(file, content);
  return readRoster(file);
}

const ADA = {
  student: { id: "101", name: "Lovelace, Ada", email: "ada@example.org" },
  folders: ["ada"],
  ids: ["101"],
};

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
  const expected = [
    {
      student: { id: "ksj", name: "Karen Spärck Jones", email: undefined, familyName: "Spärck Jones" },
      folders: [],
      ids: ["ksj"],
    },
  ];
  expect((await rosterOf(Buffer.from(text, "latin1"))).entries).toEqual(expected);
  expect((await rosterOf(Buffer.from(`\ufeff${text}`, "utf16le"))).entries).toEqual(expected);
});

test("reads Canvas's gradebook, where its own ID is the id and the lines of posting and points are no students", async () => {
  const text =
    "Student,ID,SIS User ID,SIS Login ID,Section,Lesson (77)\n" +
    ",,,,,Manual Posting\n" +
    "    Points Possible,,,,,3\n" +
    '"Lovelace, Ada",1234,u101,ada,B,\n';
  expect((await rosterOf(text)).entries).toEqual([
    { student: { id: "1234", name: "Lovelace, Ada", email: undefined }, folders: [], ids: ["1234", "u101", "ada"] },
  ]);
});

test.each([
  ["", "class.csv is empty: a roster begins with a line of column names."],
  ["id,name\n", "class.csv lists no learners: write a line for each below the column names."],
  [
    "section,points\nB,3\n",
    'class.csv, line 1: no column is named "folder", "id", "email" or "name"; the first line names the columns.',
  ],
  ["id,ID,name\n1,2,Ada\n", 'class.csv, line 1: two columns are named "id".'],
  [
    "id,name\n1,Ada\n\n2,Grace,x\n",
    "class.csv, line 4: this line has more or fewer cells than the line of column names.",
  ],
  ["id,name\n1,Ada\n2,Grace\n1,Hedy\n", 'class.csv, line 4: the id "1" is already on line 2.'],
  ["id,folder\n1,ada\n2,Ada.zip\n", 'class.csv, line 3: the folder "Ada" is already on line 2.'],
  [
    "id,name,section\n1,Ada,A\n,,B\n",
    "class.csv, line 3: there is neither a folder, an id, an e-mail address nor a name here.",
  ],
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
  const { owners, missing, unowned } = matchRoster(roster, names);
  expect(
    Object.fromEntries([...owners].map(([name, students]) => [name, students.map(({ id }) => id).join()])),
  ).toEqual({
    "Ada-Final": "101",
    "Hopper Grace_202_assignsubmission_file_": "Participant 202",
    "lamarrhedy_303_9876_lesson-ws": "303",
    "clarkejoan_LATE_404_9877_lesson-ws-1": "404",
    clarkejoan_404_9878_notes: "404",
  });
  expect(missing.map(({ id }) => id)).toEqual(["505", "606"]);
  // Ada's folder is named in the roster, so a folder with her id is not hers.
  expect(unowned).toEqual(["101", "stranger"]);
});

test("finds students by e-mail address and by a name that is theirs alone, in any order and without accents", async () => {
  const roster = await rosterOf(
    [
      "First name,Last name,Email address",
      "Zoë,Example,zoe@example.org",
      "José María,Núñez Ejemplo,jose@example.org",
      "Jürgen,Müster,jm@example.org",
      "Alex,Example,alex@example.org",
      "Alex,Example,other@example.org",
    ].join("\n"),
  );
  const found = (...names: string[]) =>
    names.map(
      (name) =>
        matchRoster(roster, [name])
          .owners.get(name)
          ?.map(({ email }) => email)
          .join() ?? null,
    );
  expect(found("ZOE_EXAMPLE", "Example, Zoë", "exampleZoe_12_34_files", "zoe@example.org")).toEqual(
    Array.from({ length: 4 }, () => "zoe@example.org"),
  );
  expect(found("Nunez Ejemplo Jose Maria", "núñezejemplojosémaría_LATE_1_2_server", "Juergen Muester")).toEqual([
    "jose@example.org",
    "jose@example.org",
    "jm@example.org",
  ]);
  expect(found("Alex Example", "Zoë", "Example")).toEqual([null, null, null]);
  // Two people of that name handed in, and the roster has one of them.
  const { unowned } = matchRoster(roster, [
    "Zoe Example_1_assignsubmission_file_",
    "Zoe Example_2_assignsubmission_file_",
  ]);
  expect(unowned).toHaveLength(2);
});

test("what the instructor settled comes first, and names its mistakes by line", async () => {
  const roster = await rosterOf("id,name\n1,Ada Example\n2,Grace Sample\n");
  const folder = await mkdtemp(path.join(tmpdir(), "matches-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const matches = async (text: string) => {
    await writeFile(path.join(folder, "match.csv"), text);
    return readMatches(path.join(folder, "match.csv"), roster);
  };
  const settled = await matches("submission,student\nAda Example,Sample Grace\nx,1\ny,\n");
  const { owners } = matchRoster(roster, ["Ada Example", "x", "y"], settled);
  expect([...owners].map(([name, students]) => [name, students.map(({ id }) => id)])).toEqual([
    ["Ada Example", ["2"]],
    ["x", ["1"]],
  ]);
  await expect(matches("submission,student\nx,1\ny,Linus\n")).rejects.toThrow(
    new RosterError('match.csv, line 3: "Linus" is no student of the roster, or several.'),
  );
  await expect(matches("a,b\n")).rejects.toThrow(
    new RosterError("match.csv, line 1: the first line has to be submission,student."),
  );
});

test("looks at each name of the roster once, however many files of the class are named after a student", () => {
  let reads = 0;
  const entries = Array.from({ length: 20 }, (_, index) => ({
    student: {
      id: `s${index}`,
      get name() {
        reads += 1;
        return `Sample ${index}, Alex`;
      },
    },
    folders: [],
    ids: [`s${index}`],
  }));
  const isStudent = isStudentIn({ roster: { entries } });
  expect(entries.map((_, index) => isStudent(`alex sample ${index}`))).not.toContain(false);
  expect(isStudent("somebody else")).toBe(false);
  expect(reads).toBe(entries.length);
  const folders = entries.map(({ student: { id, name } }) => ({
    student: { id: `g${id}`, name },
    folders: [`submission_${id}`],
    ids: [`g${id}`],
  }));
  reads = 0;
  const joined = joinRosters({ entries }, { entries: folders });
  expect(reads).toBe(entries.length);
  expect(joined.entries.map((entry) => entry.folders)).toEqual(folders.map((entry) => entry.folders));
});

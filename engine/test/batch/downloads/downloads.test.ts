/** Classes of 300 as course systems write them: everybody is graded, or the instructor is asked, and nobody is lost. */
import { describe, expect, test } from "vitest";
import { canvasFiles, canvasGradebook } from "./canvas.ts";
import { expectFates, takenIn } from "./class-folder.ts";
import { gradescopeExport } from "./gradescope.ts";
import { classroomRepositories, classroomRoster } from "./github.ts";
import { moodleFolders, moodleLooseFiles, moodleParticipants, moodleWorksheet } from "./moodle.ts";
import { studentsOf, type TestStudent } from "./students.ts";

const STUDENTS = studentsOf(300);
const LIMIT_MS = 60_000;

describe("Moodle", () => {
  test("grades everybody of a download in folders, by its worksheet in German", { timeout: LIMIT_MS }, async () => {
    const { files, expected } = await moodleFolders(STUDENTS);
    const taken = await takenIn(files, { roster: { name: "grades.csv", text: moodleWorksheet(STUDENTS, "de") } });
    await expectFates(taken, expected, ({ sid }) => sid);
    expect(taken.match?.unowned).toEqual([]);
  });

  test.each(["en", "fr", "es"] as const)("grades everybody of loose files, by its worksheet (%s)", async (language) => {
    const few = STUDENTS.slice(0, 20);
    const { files, expected } = moodleLooseFiles(few);
    const taken = await takenIn(files, { roster: { name: "grades.csv", text: moodleWorksheet(few, language) } });
    await expectFates(taken, expected, ({ sid }) => sid);
  });

  test.each(["en", "de", "fr", "es"] as const)(
    "finds everybody by name in a list of participants (%s)",
    async (language) => {
      // Two are called alike, so that only the instructor can tell them apart.
      const few = STUDENTS.slice(0, 30);
      const alike = few.filter(({ first }) => first === "Alex");
      const { files, expected } = moodleLooseFiles(few);
      const roster = { name: "participants.csv", text: moodleParticipants(few, language) };
      const settled = alike.map(({ id, first, last, sid }) => `${first} ${last}_${id}_assignsubmission_file_,${sid}`);
      const unsettled = await takenIn(files, { roster });
      expect(unsettled.match?.unowned).toHaveLength(alike.length);
      const others = expected.filter(({ student }) => !alike.includes(student));
      await expectFates(unsettled, others, ({ sid }) => sid);
      const taken = await takenIn(files, { roster, matches: ["submission,student", ...settled].join("\n") });
      await expectFates(taken, expected, ({ sid }) => sid);
    },
  );
});

describe("Canvas", () => {
  test("grades everybody of a download of loose files, by its gradebook", { timeout: LIMIT_MS }, async () => {
    const { files, expected } = await canvasFiles(STUDENTS);
    const taken = await takenIn(files, { roster: { name: "gradebook.csv", text: canvasGradebook(STUDENTS) } });
    await expectFates(taken, expected, ({ id }) => id);
    expect(taken.match?.unowned).toEqual([]);
    expect(taken.match?.missing.map(({ name }) => name)).not.toContain("Student, Test");
    const late = taken.submissions.filter((submission) => submission.late);
    expect(late.length).toBeGreaterThan(40);
  });

  test("of what was handed in again, the policy says which counts", async () => {
    const twelfth = STUDENTS.slice(11, 12);
    const { files } = await canvasFiles(twelfth);
    const counting = async (attempt: "latest" | "best" | "first") => {
      const { submissions, attempts } = await takenIn(files, { attempt });
      expect(attempts.map(({ names }) => names.length)).toEqual([2]);
      return submissions.map(({ late }) => (late ? "late" : "in time"));
    };
    expect(await counting("latest")).toEqual(["late"]);
    expect(await counting("first")).toEqual(["in time"]);
    expect((await counting("best")).toSorted()).toEqual(["in time", "late"]);
  });
});

describe("Gradescope", () => {
  test("grades everybody of an export by its own metadata, also pairs", { timeout: LIMIT_MS }, async () => {
    const { files, expected } = await gradescopeExport(STUDENTS);
    const taken = await takenIn(files, {});
    await expectFates(taken, expected, ({ sid }) => sid);
    expect(taken.ignored).toEqual([]);
  });

  test("joins its metadata with another system's class list", async () => {
    const few = STUDENTS.slice(0, 20);
    const { files, expected } = await gradescopeExport(few);
    const taken = await takenIn(files, { roster: { name: "gradebook.csv", text: canvasGradebook(few) } });
    await expectFates(taken, expected, ({ id }) => id);
  });
});

describe("GitHub Classroom", () => {
  test("grades everybody by the name of the repository", { timeout: LIMIT_MS }, async () => {
    const { files, expected } = await classroomRepositories(STUDENTS);
    const taken = await takenIn(files, { roster: { name: "classroom_roster.csv", text: classroomRoster(STUDENTS) } });
    await expectFates(taken, expected, ({ sid }) => sid);
    expect(taken.match?.unowned).toEqual([]);
  });
});

test("a loose file named after a student is what they handed in, and any other is ignored", async () => {
  const [zoe, soren] = STUDENTS as [TestStudent, TestStudent];
  const files = { "Zoe Example.pdf": "%PDF", "grading notes.pdf": "%PDF", "Sample, Søren/server.ts": "// student 2" };
  const roster = { name: "participants.csv", text: moodleParticipants([zoe, soren], "en") };
  const taken = await takenIn(files, { roster });
  const expected = [
    { student: zoe, outcome: /^server\.ts is missing; found: Zoe Example\.pdf$/ },
    { student: soren, outcome: "graded" as const },
  ];
  await expectFates(taken, expected, ({ sid }) => sid);
  expect(taken.ignored.map(({ name }) => name)).toEqual(["grading notes.pdf"]);
});

describe("a whole class in the place of one student", () => {
  const inside = async (files: Readonly<Record<string, string | Buffer>>) =>
    takenIn(files, {}).catch((error: Error) => error.message);
  const nested = (files: Readonly<Record<string, string | Buffer>>) =>
    Object.fromEntries(Object.entries(files).map(([name, content]) => [`export/${name}`, content]));

  test("is refused with what to type", async () => {
    const few = STUDENTS.slice(0, 3);
    const gradescope = await gradescopeExport(few);
    expect(await inside(nested(gradescope.files))).toMatch(
      /^export is a whole class, not one submission: type npm run grade lesson-greet \S+\/class\/export\.$/,
    );
    const canvas = await canvasFiles(few);
    expect(await inside(nested(canvas.files))).toMatch(/^export is a whole class/);
    const { zipOf } = await import("../intake/archives.ts");
    expect(await inside({ "submissions.zip": await zipOf(canvas.files) })).toBe(
      "submissions.zip holds a whole class, not one submission: unpack it and type npm run grade lesson-greet with its folder.",
    );
    expect(await inside({ "server.ts": "one student's" })).toMatch(
      /contains server\.ts itself, so it is one submission/,
    );
  });
});

/**
 * Classes as course systems write them, graded to the end: everybody has the score of their own work, or needs a decision, and
 * nobody has a zero they did not earn or is missing. `CLASS_OF=300 npx vitest run engine/test/batch/downloads/graded-class` grades
 * 300 students of each system and prints a table; without it, each system gets some of the students, and together they hand in
 * in every way there is.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { fixtureWorkbook, write } from "../../fixture-workbook.ts";
import { papaparse } from "../../tools/papaparse.ts";
import { canvasFiles, canvasGradebook } from "./canvas.ts";
import type { Download } from "./class-folder.ts";
import { classroomRepositories, classroomRoster } from "./github.ts";
import { gradescopeExport } from "./gradescope.ts";
import { moodleFolders, moodleWorksheet } from "./moodle.ts";
import { EXERCISES, PACKAGINGS, solvedBy, studentsOf, work, type TestStudent } from "./students.ts";

const CLASS_OF = Number(process.env["CLASS_OF"] ?? 0);
const LIMIT_MS = 120_000 + CLASS_OF * 10_000;

interface System {
  readonly name: string;
  readonly download: (students: readonly TestStudent[]) => Promise<Download>;
  /** The class list to hand to `--roster`; none where the download has its own. */
  readonly roster?: (students: readonly TestStudent[]) => string;
  readonly idOf: (student: TestStudent) => string;
}

const SYSTEMS: readonly System[] = [
  {
    name: "Moodle",
    download: moodleFolders,
    roster: (students) => moodleWorksheet(students, "de"),
    idOf: ({ sid }) => sid,
  },
  { name: "Canvas", download: canvasFiles, roster: canvasGradebook, idOf: ({ id }) => id },
  { name: "Gradescope", download: gradescopeExport, idOf: ({ sid }) => sid },
  { name: "GitHub Classroom", download: classroomRepositories, roster: classroomRoster, idOf: ({ sid }) => sid },
];

/** What became of the students of each system. */
const table: Record<string, Record<string, number>> = {};
afterAll(() => {
  for (const [name, counts] of Object.entries(CLASS_OF > 0 ? table : {})) {
    const cells = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
    process.stdout.write(`${name}: ${cells.join(", ")}\n`);
  }
});

/** Everybody, or every fourth of a class that is just large enough for every packaging. */
function classOf(system: number): TestStudent[] {
  if (CLASS_OF > 0) return studentsOf(CLASS_OF);
  return studentsOf(PACKAGINGS.length).filter(({ number }) => number % SYSTEMS.length === system);
}

/** The workbook with one lesson, in which a server solves as many exercises as its student did. */
async function workbook() {
  const fixture = await fixtureWorkbook();
  const exercises = Array.from({ length: EXERCISES }, (_, index) => ({ id: index + 1, title: `Part ${index + 1}` }));
  const definition = {
    entry: "server.ts",
    edits: ["ws-server.ts", "server.ts"],
    given: [],
    exercises,
    quiz: { question: "", choices: [] },
  };
  const checks = exercises.map(
    ({ id, title }) => `exercise(${id}, "${title}", () => {
  check("${id}.1", "answers", { hint: "Which part is missing?" }, async ({ http }) => {
    expect(await http.get("/${id}")).toHaveStatus(200);
  });
});`,
  );
  await write(fixture.root, {
    "checks/lesson-greet/lesson.ts": `export default ${JSON.stringify(definition)};\n`,
    "checks/lesson-greet/lesson-greet.check.ts": `import { check, exercise, expect } from "#kit";\n${checks.join("\n")}\n`,
    ...Object.fromEntries(Object.entries(work(0)).map(([name, text]) => [`solutions/lesson-greet/${name}`, text])),
  });
  return fixture;
}

type Row = Readonly<Record<string, string>>;

/** The rows of results.csv by student, read with a parser that is not the one that writes it. */
async function rowsOf(output: string): Promise<Map<string, Row[]>> {
  const current = (await readFile(path.join(output, "current"), "utf8")).trim();
  const text = await readFile(path.join(output, current, "results.csv"), "utf8");
  const { data, errors } = papaparse.parse<Row>(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  const rows = new Map<string, Row[]>();
  for (const row of data) rows.set(row["student"] ?? "", [...(rows.get(row["student"] ?? "") ?? []), row]);
  return rows;
}

/** What should become of a student: a score, `decision`, or `nothing`. */
function expectedFor({ student, outcome }: Download["expected"][number]): string {
  if (outcome === "nothing") return "nothing";
  if (outcome === "graded") return String(solvedBy(student.number));
  const [, other] = /^\^graded student (\d+)\$$/.exec(outcome.source) ?? [];
  return other === undefined ? "decision" : String(solvedBy(Number(other)));
}

function foundFor(rows: readonly Row[] | undefined): string {
  const [row, second] = rows ?? [];
  if (row === undefined) return "missing";
  if (second !== undefined) return "twice";
  if (row["outcome"] === "nothing-handed-in") return "nothing";
  if (row["outcome"] === "needs-a-decision") return row["earned"] === "" ? "decision" : "a score without a decision";
  return row["earned"] ?? "";
}

test.each(SYSTEMS.map((system, index) => ({ ...system, index })))(
  "$name: everybody has their own score or needs a decision",
  { timeout: LIMIT_MS },
  async ({ name, index, download, roster, idOf }) => {
    const { root, run } = await workbook();
    const students = classOf(index);
    const { files, expected } = await download(students);
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, "class", file)), { recursive: true });
      await writeFile(path.join(root, "class", file), content);
    }
    const list = path.join(root, "roster.csv");
    if (roster !== undefined) await writeFile(list, roster(students));
    const output = path.join(root, "out");
    const words = ["grade", "lesson-greet", path.join(root, "class"), "--output", output, "--isolation", "process"];
    const { exitCode, stderr } = await run([...words, ...(roster === undefined ? [] : ["--roster", list])]);
    expect(exitCode, stderr).toBe(2);
    expect(await readdir(output)).toContain("current");

    const rows = await rowsOf(output);
    const fates = expected.map((one) => {
      const found = foundFor(rows.get(idOf(one.student)));
      return { student: idOf(one.student), wanted: expectedFor(one), found };
    });
    const count = (is: (fate: (typeof fates)[number]) => boolean) => fates.filter(is).length;
    table[name] = {
      students: fates.length,
      "right score": count(({ wanted, found }) => found === wanted && /^\d$/.test(found)),
      "needs a decision": count(({ wanted, found }) => found === wanted && found === "decision"),
      "handed in nothing": count(({ wanted, found }) => found === wanted && found === "nothing"),
      "wrongly zero": count(({ wanted, found }) => found === "0" && wanted !== "0"),
      missing: count(({ found }) => found === "missing"),
      "otherwise wrong": count(({ wanted, found }) => found !== wanted && found !== "0" && found !== "missing"),
    };
    expect(fates.filter(({ wanted, found }) => found !== wanted)).toEqual([]);
    expect(fates.length).toBe(students.length);
    // Nobody is there who is not in the class.
    const known = new Set(students.map(idOf));
    const test = name === "Canvas" ? ["9999"] : [];
    expect([...rows.keys()].filter((id) => !known.has(id) && !test.includes(id))).toEqual([]);
  },
);

/**
 * Whatever is exported is read back by programs that have nothing of ours in them: Python's readers of CSV, JSON, XML and zip
 * files, and a second parser of CSV. TAP and the commands of GitHub Actions have readers in their own tests.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { writeFeedback } from "../../batch/write-feedback.ts";
import { newSeed } from "../../kit/random.ts";
import { lessonsCsv } from "../../report/export/lessons-csv.ts";
import { CLASS_REPORTERS, SUBMISSION_REPORTERS } from "../../report/export/reporters.ts";
import type { Graded, Unjudged } from "../../report/export/student.ts";
import { papaparse } from "../tools/papaparse.ts";
import { hostileClass, hostileVerdicts, smallClass } from "./corpus.ts";

const run = promisify(execFile);
const seed = newSeed();
const PYTHON = "python3";
const SCRIPT = path.join(import.meta.dirname, "read-back.py");
/** What the hostile class comes to as JSON. */
const MOST_BYTES = 256 * 1024 * 1024;
const READ_BY_PYTHON = new Set(["csv", "json", "xml"]);
const READ_ELSEWHERE = new Set(["tap", "txt"]);

/** Fails in CI instead of skipping, so that CI never silently tests nothing. */
const hasPython = spawnSync(PYTHON, ["--version"]).status === 0;
if (!hasPython && process.env["CI"] !== undefined)
  throw new Error("python3 is missing: it reads back what is exported");

type Read = Readonly<Record<string, unknown>>;

/** Writes the files into a folder, which is removed when the test ends, and returns what Python reads in them. */
async function readBack(files: Readonly<Record<string, string>>, folder?: string): Promise<Read> {
  const place = folder ?? (await mkdtemp(path.join(tmpdir(), "read-back-")));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(place, name), text);
  const names = (await readdir(place)).filter((name) => /\.(?:csv|json|xml|zip)$/.test(name));
  const paths = names.map((name) => path.join(place, name));
  const { stdout } = await run(PYTHON, [SCRIPT, ...paths], { maxBuffer: MOST_BYTES });
  return JSON.parse(stdout) as Read;
}

/** The rows of a CSV file by a second reader, which knows of no byte order mark that it was not told of. */
function rowsOf(text: string): string[][] {
  const { data, errors } = papaparse.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: true });
  expect(errors).toEqual([]);
  return data;
}

/** The empty sheets that the reporters fill, with a row for each student. */
const SHEETS: Readonly<Record<string, (ids: readonly string[]) => string>> = {
  canvas: (ids) =>
    ["Student,ID,Section,lesson-ws (7)", "    Points Possible,,,100", ...ids.map((id) => `"Doe, J",${id},A,`), ""].join(
      "\n",
    ),
  moodle: (ids) =>
    [
      "Identifier,Full name,Grade,Maximum grade,Last modified (grade),Feedback comments",
      ...ids.map((id) => `Participant ${id},"J ""D"" Doe",,100.00,-,`),
      "",
    ].join("\r\n"),
};

/** What every reporter of a class makes of it, by the name of a file. */
function exported(results: readonly Graded[], unjudged: readonly Unjudged[]): Record<string, string> {
  const ids = results.map(({ student }) => student.id);
  const reporters = Object.entries(CLASS_REPORTERS).filter(([, { extension }]) => READ_BY_PYTHON.has(extension));
  const files = reporters.map(([name, { render, extension }]) => {
    const sheet = SHEETS[name]?.(ids);
    return [`${name}.${extension}`, render(results, { unjudged, sheet, column: "7" }).text] as const;
  });
  const lessons = [{ lesson: "lesson-ws", results, unjudged }];
  return { ...Object.fromEntries(files), "gradebook.csv": lessonsCsv(lessons, "name") };
}

const numbered = (results: readonly Graded[]) =>
  results.map((one, index) => ({ ...one, student: { ...one.student, id: String(1001 + index) } }));

test("there is a reader for the format of every reporter", () => {
  for (const [name, { extension }] of [...Object.entries(CLASS_REPORTERS), ...Object.entries(SUBMISSION_REPORTERS)])
    expect(READ_BY_PYTHON.has(extension) || READ_ELSEWHERE.has(extension), name).toBe(true);
});

test.runIf(hasPython).each([
  { of: "a small class", results: numbered(smallClass) },
  { of: `a hostile class (seed ${seed})`, results: numbered(hostileClass(seed, "read back", 30)) },
])("Python reads everything that is exported of $of, and a second reader agrees", async ({ results }) => {
  const absent = { student: { id: "999" }, why: "nothing-handed-in" } as const;
  const files = exported(results, [absent]);
  const found = await readBack(files);
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(files).toSorted());
  for (const [name, text] of Object.entries(files))
    if (name.endsWith(".csv")) expect(found[name], name).toEqual(rowsOf(text));
  const ids = results.map(({ student }) => student.id);
  const column = (name: string, at: number, from: number) =>
    (found[name] as string[][]).slice(from).map((row) => row[at] ?? "");
  expect(column("csv.csv", 0, 1).toSorted()).toEqual([...ids, "999"].toSorted());
  expect(column("gradebook.csv", 0, 1).toSorted()).toEqual([...ids, "999"].toSorted());
  expect(column("canvas.csv", 1, 2)).toEqual(ids);
  expect(column("moodle.csv", 0, 1)).toEqual(ids.map((id) => `Participant ${id}`));
  const { students } = found["json.json"] as { students: readonly { id: string }[] };
  expect(students.map(({ id }) => id).toSorted()).toEqual(ids);
  expect((found["junit.xml"] as unknown[]).length).toBeGreaterThanOrEqual(results.length);
});

test.runIf(hasPython)(`Python reads every file about one hostile submission (seed ${seed})`, async () => {
  const verdicts = hostileVerdicts(seed, "read one back", 10);
  const files = Object.entries(SUBMISSION_REPORTERS)
    .filter(([, { extension }]) => READ_BY_PYTHON.has(extension))
    .flatMap(([name, { render, extension }]) =>
      verdicts.map((verdict, index) => [`${name}-${index}.${extension}`, render(verdict, { token: "" })] as const),
    );
  const found = await readBack(Object.fromEntries(files));
  expect(Object.keys(found)).toHaveLength(files.length);
  for (const [name, text] of files) if (name.endsWith(".json")) expect(found[name], name).toEqual(JSON.parse(text));
});

test.runIf(hasPython)("Python unpacks feedback.zip to the files of the folder feedback", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "read-back-"));
  const names = ["Zoë Müster_4001_assignsubmission_file_", "submission_7000001", "doejane_LATE_12_34_ws-server"];
  const results = names.map((name) => ({ ...(smallClass[0] as Graded), name }));
  await writeFeedback(results, {
    folder,
    solution: new Map(),
    policy: undefined,
    now: new Date("2026-11-22T12:00:00Z"),
  });
  const zip = (await readBack({}, folder))["feedback.zip"] as Record<string, string>;
  expect(Object.keys(zip)).toHaveLength(2 * names.length);
  for (const name of names.slice(0, 2))
    for (const file of ["feedback.html", "feedback.txt"])
      expect(zip[`${name}/${file}`]).toBe(await readFile(path.join(folder, "feedback", name, file), "utf8"));
});

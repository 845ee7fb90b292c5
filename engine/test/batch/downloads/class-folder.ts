import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { attemptsOf, type AttemptPolicy } from "../../../batch/attempts.ts";
import { listClass } from "../../../batch/intake/list-class.ts";
import { questionText } from "../../../batch/intake/question.ts";
import { readRoster } from "../../../batch/intake/roster.ts";
import { takeInAll } from "../../../batch/intake/take-in.ts";
import { isStudentIn, matchSubmissions, personOf, rosterOf } from "../../../batch/who.ts";
import type { Lesson, LessonDefinition } from "../../../lesson.ts";
import type { Expected, TestStudent } from "./students.ts";

export const lesson = { slug: "lesson-greet" } as Lesson;
export const definition: LessonDefinition = {
  entry: "server.ts",
  edits: ["ws-server.ts", "server.ts"],
  given: ["app.ts"],
  exercises: [],
  quiz: { question: "", choices: [] },
};

/** A download: files by path, and what becomes of everybody in it. */
export interface Download {
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** `nothing`: the student handed in nothing. */
  readonly expected: readonly { readonly student: TestStudent; readonly outcome: Expected | "nothing" }[];
}

export async function folderOf(files: Download["files"]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "download-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

export interface IntakeOptions {
  /** The text of a class list, and the name of its file. */
  readonly roster?: { readonly name: string; readonly text: string | Buffer } | undefined;
  /** The text of a file for `--match`. */
  readonly matches?: string | undefined;
  readonly attempt?: AttemptPolicy;
}

/** Takes in a download, as `npm run grade` does, and says what became of each student. */
export async function takenIn(files: Download["files"], { roster, matches, attempt = "latest" }: IntakeOptions) {
  const root = await folderOf({
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`class/${name}`, content])),
    ...(roster === undefined ? {} : { [roster.name]: roster.text }),
    ...(matches === undefined ? {} : { "match.csv": matches }),
    "scratch/1": "",
  });
  await rm(path.join(root, "scratch/1"));
  const given = { roster: roster === undefined ? undefined : await readRoster(path.join(root, roster.name)) };
  const listed = await listClass(path.join(root, "class"), { lesson, definition, isStudent: isStudentIn(given) });
  const who = {
    ...given,
    metadata: listed.metadata,
    matches: matches === undefined ? undefined : path.join(root, "match.csv"),
  };
  const match = await matchSubmissions(
    await rosterOf(who),
    listed.handIns.map(({ name }) => name),
    who,
  );
  const all = await takeInAll(listed, { scratch: path.join(root, "scratch"), lesson, definition });
  const attempts = await attemptsOf(all, listed.handIns, ({ name }) => personOf(name, match), attempt);
  const superseded = new Set(
    attempts.flatMap(({ names, counting }) => names.filter((name) => !counting.includes(name))),
  );
  const submissions = all.filter(({ name }) => !superseded.has(name));
  return { ...listed, match, attempts, submissions };
}

type TakenIn = Awaited<ReturnType<typeof takenIn>>;

/** The fate of each student in a class that was taken in; of several submissions, of each. */
export async function fates(
  { match, submissions }: TakenIn,
  idOf: (student: TestStudent) => string,
  students: readonly TestStudent[],
) {
  const found = new Map<string, string[]>();
  for (const submission of submissions) {
    const owners = match?.owners.get(submission.name) ?? [];
    const server =
      submission.question === undefined ? await readFile(path.join(submission.folder, "server.ts"), "utf8") : "";
    const fate =
      submission.refusal !== undefined
        ? `REFUSED ${submission.refusal.message}`
        : submission.question === undefined
          ? `graded ${/student \d+/.exec(server)?.[0]}`
          : questionText(submission.question);
    for (const { id } of owners) found.set(id, [...(found.get(id) ?? []), fate]);
    if (owners.length === 0) found.set(`nobody ${submission.name}`, [fate]);
  }
  const missing = new Set(match?.missing.map(({ id }) => id));
  return new Map(
    students.map((student) => {
      const id = idOf(student);
      return [student.number, found.get(id) ?? (missing.has(id) ? ["nothing"] : ["LOST"])] as const;
    }),
  );
}

/** Asserts what becomes of everybody, with one list of all that is otherwise. */
export async function expectFates(
  taken: TakenIn,
  expected: Download["expected"],
  idOf: (student: TestStudent) => string,
) {
  const found = await fates(
    taken,
    idOf,
    expected.map(({ student }) => student),
  );
  const wrong = expected.flatMap(({ student, outcome }) => {
    const fate = found.get(student.number)?.join(" AND ") ?? "";
    const isRight =
      outcome === "nothing"
        ? fate === "nothing"
        : outcome === "graded"
          ? fate === `graded student ${student.number}`
          : outcome.test(fate);
    return isRight ? [] : [`${student.number} ${student.first} ${student.last}: ${fate}, expected ${String(outcome)}`];
  });
  expect(wrong).toEqual([]);
}

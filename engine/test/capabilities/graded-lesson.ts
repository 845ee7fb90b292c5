/** A lesson of one exercise that uses one capability of the kit, graded by the real command line at each level. */
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { probeNamespaces } from "../../isolate/probe.ts";
import type { CheckResult, Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { fixtureWorkbook, write, type FixtureWorkbook } from "../fixture-workbook.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const sandboxes = "bubblewrap" in (await probeNamespaces(workbookAt(HOME)));

/** For `describe.each` */
export const LEVELS = sandboxes ? (["process", "namespaces"] as const) : (["process"] as const);
export type TestLevel = (typeof LEVELS)[number];

export interface TestLesson {
  /** What lesson.ts declares beside its entry, its files and its exercises. */
  readonly declares?: object;
  /** Fields of the first exercise beside its number and title. */
  readonly exercise?: object;
  /** The learner's files by name; `server.ts` is the entry. */
  readonly files: Readonly<Record<string, string>>;
  /** The body of the check, which has the tools as `tools`. */
  readonly check: string;
  /** Environment variables of the command that grades. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A workbook whose lesson-greet is this lesson, with an empty folder `temporary`. */
export async function workbookWith({
  declares = {},
  exercise = {},
  files,
  check,
}: TestLesson): Promise<FixtureWorkbook> {
  const fixture = await fixtureWorkbook();
  const { root, lessonDir } = fixture;
  const definition = {
    entry: "server.ts",
    edits: Object.keys(files),
    given: [],
    exercises: [{ id: 1, title: "Use it", ...exercise }],
    quiz: { question: "", choices: [] },
    ...declares,
  };
  await mkdir(path.join(root, "temporary"));
  await write(root, {
    "checks/lesson-greet/lesson.ts": `export default ${JSON.stringify(definition)};\n`,
    "checks/lesson-greet/lesson-greet.check.ts": `import { check, exercise, expect } from "#kit";

exercise(1, "Use it", () => {
  check("1.1", "it is used", { hint: "Is it?" }, async (tools) => {
${check}
  });
});
`,
  });
  await write(lessonDir, files);
  return fixture;
}

/** Grades the learner's files, and holds the grading to leaving no temporary file. */
export async function gradeLesson(
  lesson: TestLesson,
  level: TestLevel,
  ...words: readonly string[]
): Promise<{ readonly verdict: Verdict; readonly check: CheckResult; readonly stderr: string }> {
  const { root, run } = await workbookWith(lesson);
  const temporary = path.join(root, "temporary");
  const { stdout, stderr } = await run(["check", "lesson-greet", "--json", "--isolation", level, ...words], {
    env: { TMPDIR: temporary, ...lesson.env },
  });
  if (stdout === "") throw new Error(stderr);
  const verdict = JSON.parse(stdout) as Verdict;
  expect(await readdir(temporary), "temporary files").toEqual([]);
  expect(verdict.isolation).toBe(level);
  expect(verdict.server.stopped, "stopped of all that were started").toBe(verdict.server.started);
  return { verdict, check: verdict.exercises[0]?.checks[0] as CheckResult, stderr };
}

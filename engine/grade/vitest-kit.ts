/**
 * Turns a check file into an ordinary vitest suite: `npx vitest run --project checks` uses this module as `#kit`. Exercises
 * become suites and checks become tests. Each test reports the result of one grading: of the submission named by
 * SUBMISSION, else of the lesson's solution, with the checks as evaluated by vitest.
 *
 * It is also vitest's setup file, and those are evaluated again for every test file, so its state belongs to one file.
 */
import { EventEmitter, once } from "node:events";
import path from "node:path";
import { afterAll, beforeAll, describe, expect as vitestExpect, test, type TestContext } from "vitest";
import { SuiteBuilder, type CheckBody, type CheckOptions, type StretchOptions } from "../kit/check-suite.ts";
import { lessonsOf, readCourse } from "../lesson.ts";
import { loadLessonCode } from "../load-lesson-code.ts";
import type { CheckResult, Verdict } from "../verdict.ts";
import { workbookAt } from "../workbook.ts";
import { grade } from "./grade.ts";

export * from "../kit/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const workbook = workbookAt(process.env["WORKBOOK_ROOT"] ?? root, root);
const { testPath } = vitestExpect.getState();
const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ checkFile }) => checkFile === testPath);
if (lesson === undefined) throw new Error(`${testPath} is not the check file of a lesson`);
const { definition, suite: declared } = await loadLessonCode(workbook, lesson);
// Refuses what the grader would refuse, with the same message.
declared();
const submission = path.resolve(process.env["SUBMISSION"] ?? lesson.solution);
const seed = process.env["SEED"];

const suite = new SuiteBuilder();
// The lesson's own failures were registered by the module that loadLessonCode evaluated, not by this one.
suite.failures.push(...Object.keys(definition.failures ?? {}));
const results = new Map<string, { readonly result: CheckResult; readonly thrown: unknown }>();
/** Emits the id of a check that has ended. */
const news = new EventEmitter();
const stop = new AbortController();
let grading: Promise<Verdict>;

beforeAll(() => {
  grading = grade({
    workbook,
    lesson,
    submission,
    display: submission,
    suite,
    signal: stop.signal,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    onCheck: (_exercise, result, thrown) => {
      results.set(result.id, { result, thrown });
      news.emit(result.id);
    },
  });
  grading.catch(() => {});
});
// Checks whose tests were filtered out may still be running.
afterAll(async () => {
  stop.abort(new Error("vitest has shown every test"));
  await grading.catch(() => {});
});

export function exercise(id: number, title: string, body: () => void): void {
  const { checks } = suite.exercise(id, title, body);
  describe(`Exercise ${id}: ${title}`, { concurrent: true }, () => checks.forEach(show));
}

export function check(id: string, title: string, options: CheckOptions, body: CheckBody): void {
  suite.check(id, title, options, body);
}

export function stretch(id: string, title: string, options: StretchOptions, body: CheckBody): void {
  show(suite.stretch(id, title, options, body));
}

/** A test with the outcome of the check. The scheduler limits every check, so vitest sets no limit of its own. */
function show({ id, title }: { readonly id: string; readonly title: string }): void {
  test(`${id} ${title}`, { concurrent: false, timeout: 0 }, async (context: TestContext) => {
    if (!results.has(id)) await Promise.race([once(news, id), grading]);
    const ended = results.get(id);
    if (ended === undefined) throw new Error((await grading).reason?.message ?? `check ${id} did not run`);
    if (ended.result.status === "skipped") context.skip(ended.result.skipped);
    if (ended.thrown !== undefined) throw ended.thrown;
  });
}

/**
 * The learner's progress: exercises passed, answers to questions, hints given (`.workbook/progress.json`).
 *
 * Progress only grows: an exercise that passed stays passed. Every write holds one lock and starts from the file as it is
 * then, so two commands that run at the same time both keep their results.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { withLock } from "./lock.ts";
import { fsErrorMessage } from "./fs-error-message.ts";
import { readState, setAside } from "./read-state.ts";
import { displayPath } from "./display-path.ts";
import { writeAtomic } from "./write-atomic.ts";
import { isRecord } from "../is-record.ts";

export const PROGRESS_SCHEMA = "workbook.progress/1";

export interface Progress {
  readonly schema: typeof PROGRESS_SCHEMA;
  /** By the lesson's folder name. */
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

/** All times are ISO 8601 in UTC. */
export interface LessonProgress {
  /** When each exercise passed first, by its number. */
  readonly exercises: Readonly<Record<string, string>>;
  /** When all exercises first passed in the same run. */
  readonly passedAt?: string;
  readonly quiz?: QuizProgress;
  /** The questions about the learner's own runs, by the id of the check. */
  readonly predictions?: Readonly<Record<string, QuizProgress>>;
  /** The last hint given, by the exercise's number. */
  readonly hints: Readonly<Record<string, HintProgress>>;
}

export interface QuizProgress {
  /** What was chosen last: the letter, or in a prediction the text, because a later run may have it at another letter. */
  readonly answer: string;
  readonly at: string;
  /** When the right answer was chosen first. */
  readonly rightAt?: string;
}

export interface HintProgress {
  readonly checkId: string;
  readonly level: HintLevel;
  readonly at: string;
}

export type HintLevel = 1 | 2 | 3;

/** Problems that did not stop the operation, one sentence each, to show to the user. */
export interface WithNotices {
  readonly notices: readonly string[];
}

const NOTHING: Progress = { schema: PROGRESS_SCHEMA, lessons: {} };
const NOTHING_IN_LESSON: LessonProgress = { exercises: {}, hints: {} };

/** The recorded progress. An unusable file is kept under another name, and a notice says so. Never throws. */
export async function readProgress(workbook: Workbook): Promise<WithNotices & { readonly progress: Progress }> {
  return await updateProgress(workbook, (progress) => progress);
}

/** Whether nothing was done yet: no exercise has passed, no question was answered, no hint was taken. */
export function isNewcomer({ lessons }: Progress): boolean {
  return Object.keys(lessons).length === 0;
}

/** One lesson's part of the progress; empty when nothing is recorded for it. */
export function lessonProgress(progress: Progress, slug: string): LessonProgress {
  return Object.hasOwn(progress.lessons, slug) ? (progress.lessons[slug] ?? NOTHING_IN_LESSON) : NOTHING_IN_LESSON;
}

/**
 * The first built lesson that has not been passed; undefined when all are. A damaged progress file counts as empty here
 * and is not renamed: the next `recordVerdict` or `readProgress` does that.
 * @throws CourseError
 */
export async function firstNotPassed(workbook: Workbook): Promise<Lesson | undefined> {
  const [course, found] = await Promise.all([readCourse(workbook), readState(progressFile(workbook), isProgress)]);
  const progress = "value" in found ? found.value : NOTHING;
  return lessonsOf(workbook, course).find(
    (lesson) => lesson.built && lessonProgress(progress, lesson.slug).passedAt === undefined,
  );
}

/**
 * Records the exercises that passed in a verdict on the learner's own folder. Failures are not recorded and revoke
 * nothing. Never throws: a failure to save becomes a notice.
 * @param exerciseIds all exercises of the lesson; the lesson counts as passed when every one of them passed in this run
 */
export async function recordVerdict(
  workbook: Workbook,
  verdict: Verdict,
  exerciseIds: readonly number[] = verdict.exercises.map((exercise) => exercise.id),
): Promise<WithNotices> {
  const now = new Date().toISOString();
  const passed =
    verdict.outcome === "graded"
      ? verdict.exercises.filter((exercise) => exercise.status === "passed").map((exercise) => exercise.id)
      : [];
  const all = exerciseIds.length > 0 && exerciseIds.every((id) => passed.includes(id));
  return await updateLesson(workbook, verdict.lesson, (lesson) => ({
    ...lesson,
    exercises: { ...Object.fromEntries(passed.map((id) => [String(id), now])), ...lesson.exercises },
    ...(all ? { passedAt: lesson.passedAt ?? now } : {}),
  }));
}

/** Records an answer to the lesson's question. Never throws. */
export async function recordAnswer(
  workbook: Workbook,
  slug: string,
  answer: string,
  right: boolean,
): Promise<WithNotices> {
  return await updateLesson(workbook, slug, (lesson) => ({ ...lesson, quiz: answered(lesson.quiz, answer, right) }));
}

/** Records the answer to the question about a check's conversation. Never throws. */
export async function recordPrediction(
  workbook: Workbook,
  slug: string,
  checkId: string,
  answer: string,
  right: boolean,
): Promise<WithNotices> {
  return await updateLesson(workbook, slug, (lesson) => ({
    ...lesson,
    predictions: { ...lesson.predictions, [checkId]: answered(lesson.predictions?.[checkId], answer, right) },
  }));
}

function answered(before: QuizProgress | undefined, answer: string, right: boolean): QuizProgress {
  const at = new Date().toISOString();
  const rightAt = before?.rightAt ?? (right ? at : undefined);
  return { answer, at, ...(rightAt === undefined ? {} : { rightAt }) };
}

/**
 * Chooses the level of the next hint and records it: one higher with every call for the same check, level 1 for
 * another check. Never throws.
 * @returns the level; `repeated` when the last level had already been shown
 */
export async function nextHint(
  workbook: Workbook,
  slug: string,
  exercise: number,
  checkId: string,
): Promise<WithNotices & { readonly level: HintLevel; readonly repeated: boolean }> {
  const at = new Date().toISOString();
  let level: HintLevel = 1;
  let repeated = false;
  const { notices } = await updateLesson(workbook, slug, (lesson) => {
    const last = lesson.hints[exercise];
    const before = last?.checkId === checkId ? last.level : 0;
    repeated = before === 3;
    level = Math.min(before + 1, 3) as HintLevel;
    return repeated ? lesson : { ...lesson, hints: { ...lesson.hints, [exercise]: { checkId, level, at } } };
  });
  return { level, repeated, notices };
}

async function updateLesson(
  workbook: Workbook,
  slug: string,
  change: (lesson: LessonProgress) => LessonProgress,
): Promise<WithNotices> {
  return await updateProgress(workbook, (progress) => {
    const before = lessonProgress(progress, slug);
    const after = change(before);
    return sameJson(before, after) ? progress : { ...progress, lessons: { ...progress.lessons, [slug]: after } };
  });
}

/** `change` returns its argument when there is nothing to write. It may be called twice, the second time with newer content. */
async function updateProgress(
  workbook: Workbook,
  change: (progress: Progress) => Progress,
): Promise<WithNotices & { readonly progress: Progress }> {
  const file = progressFile(workbook);
  const found = await readState(file, isProgress);
  const seen = "value" in found ? found.value : NOTHING;
  const wanted = change(seen);
  if (wanted === seen && !("fault" in found)) return { progress: seen, notices: [] };
  const notices: string[] = [];
  try {
    await mkdir(workbook.state, { recursive: true });
    const progress = await withLock(`${file}.lock`, async () => {
      const latest = await readState(file, isProgress);
      if ("fault" in latest) notices.push(await keepAside(workbook, file, latest.fault));
      const before = "value" in latest ? latest.value : NOTHING;
      const after = change(before);
      if (after !== before) await writeAtomic(file, `${JSON.stringify(after, undefined, 2)}\n`);
      return after;
    });
    return { progress, notices };
  } catch (error) {
    return {
      progress: wanted,
      notices: [
        ...notices,
        `Progress could not be saved in ${displayPath(workbook.root, file)}: ${fsErrorMessage(error)}`,
      ],
    };
  }
}

async function keepAside(workbook: Workbook, file: string, fault: string): Promise<string> {
  const aside = await setAside(file);
  const shown = displayPath(workbook.root, file);
  if (aside === undefined) throw new Error(`it ${fault}, and cannot be renamed`);
  return `${shown} ${fault}; it is kept as ${displayPath(workbook.root, path.join(workbook.state, aside))}, and progress starts afresh.`;
}

function progressFile(workbook: Workbook): string {
  return path.join(workbook.state, "progress.json");
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isProgress(value: unknown): value is Progress {
  return (
    isRecord(value) &&
    value["schema"] === PROGRESS_SCHEMA &&
    isRecord(value["lessons"]) &&
    Object.values(value["lessons"]).every(isLessonProgress)
  );
}

function isLessonProgress(value: unknown): value is LessonProgress {
  if (!isRecord(value)) return false;
  const { exercises, passedAt, quiz, predictions = {}, hints } = value;
  return (
    isRecord(exercises) &&
    Object.values(exercises).every((at) => typeof at === "string") &&
    (passedAt === undefined || typeof passedAt === "string") &&
    (quiz === undefined || isAnswer(quiz)) &&
    isRecord(predictions) &&
    Object.values(predictions).every(isAnswer) &&
    isRecord(hints) &&
    Object.values(hints).every(
      (hint) => isRecord(hint) && typeof hint["checkId"] === "string" && [1, 2, 3].includes(hint["level"] as number),
    )
  );
}

function isAnswer(value: unknown): boolean {
  return isRecord(value) && typeof value["answer"] === "string" && typeof value["at"] === "string";
}

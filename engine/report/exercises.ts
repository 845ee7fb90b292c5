/** The exercises of a verdict: one line each, the first failing one in full. */
import type { CheckResult, ExerciseResult, Failure } from "../verdict.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { checkIndent, failureSections, shortReason } from "./failure.ts";
import { hang, spread, type Page } from "../text/layout.ts";
import { count, duration } from "../text/phrases.ts";
import { PRIORITY, linesOf, type Section } from "./section.ts";
import { displayWidth, shortenedAtWord } from "../text/width.ts";

const NOT_STARTED = "not started";
/** About so many lines are for the reason why one more exercise has failed. */
const REASON_LINES = 2;
const WORDS = { passed: "ok", failed: "FAIL", error: "error" } as const;

interface FailureInFull {
  readonly id: string;
  readonly failure: Failure;
}

/**
 * All exercises in order. `folder` is the submission as the reader would type it; `notStarted` are those of which nothing was
 * begun, which says more than how they fail.
 */
export function exerciseLines(
  page: Page,
  exercises: readonly ExerciseResult[],
  folder: string,
  notStarted?: ReadonlySet<number>,
): string[] {
  return linesOf(exerciseSections(page, exercises, folder, notStarted));
}

/** The same as sections, so that less important ones can be left out where space is short. */
export function exerciseSections(
  page: Page,
  exercises: readonly ExerciseResult[],
  folder: string,
  notStarted: ReadonlySet<number> = new Set(),
): Section[] {
  const first = exercises.find((exercise) => exercise.status === "failed");
  const shown = first === undefined ? undefined : firstFailure(first);
  const costs = costsOf(exercises);
  const idWidth = Math.max(1, ...exercises.map(({ id }) => String(id).length));
  return exercises.flatMap((exercise): Section[] => {
    const prefix = `  ${WORDS[exercise.status].padEnd(5)} ${String(exercise.id).padStart(idWidth)}  `;
    const title = sanitizeLine(exercise.title, { maxChars: 200 });
    if (exercise === first)
      return [
        {
          lines: headLine(page, exercise, prefix, title, notStarted.has(exercise.id) ? NOT_STARTED : ""),
          priority: PRIORITY.failingCheck,
        },
        ...firstFailingSections(page, exercise, folder, shown),
      ];
    const lines =
      exercise.status === "failed" && notStarted.has(exercise.id)
        ? headLine(page, exercise, prefix, title, NOT_STARTED)
        : otherExercise(page, exercise, prefix, title, costs, shown);
    return [{ lines, priority: PRIORITY.exercise }];
  });
}

function otherExercise(
  page: Page,
  exercise: ExerciseResult,
  prefix: string,
  title: string,
  costs: ReadonlyMap<ExerciseResult, string>,
  shown: FailureInFull | undefined,
): string[] {
  switch (exercise.status) {
    case "passed":
      return [...headLine(page, exercise, prefix, title, costs.get(exercise) ?? ""), ...skippedLines(page, exercise)];
    case "failed":
      return briefLines(page, exercise, prefix, title, shown);
    case "error":
      return [
        ...headLine(page, exercise, prefix, title, ""),
        ...exercise.checks.filter(({ status }) => status === "error").flatMap((check) => checkLine(page, check, shown)),
      ];
  }
}

/** The first check of an exercise that failed, with its failure. */
export function firstFailure(exercise: ExerciseResult): FailureInFull | undefined {
  for (const { id, status, failure } of exercise.checks)
    if (status === "failed" && failure !== null) return { id, failure };
  return undefined;
}

function headLine(page: Page, exercise: ExerciseResult, prefix: string, title: string, right: string): string[] {
  const { bold, dim, green, red, yellow } = page.colors;
  const paint = { passed: green, failed: (text: string) => bold(red(text)), error: yellow }[exercise.status];
  return spread(page, prefix, title, right, { prefix: paint, right: dim });
}

/** For each exercise something like `5 checks   31 ms`, in columns. */
function costsOf(exercises: readonly ExerciseResult[]): Map<ExerciseResult, string> {
  const cells = exercises
    .filter(({ status }) => status === "passed")
    .map((exercise) => {
      const skipped = exercise.checks.filter(({ status }) => status === "skipped").length;
      const checks =
        skipped === 0
          ? count(exercise.checks.length, "check")
          : `${exercise.checks.length - skipped} of ${count(exercise.checks.length, "check")}`;
      return { exercise, checks, time: duration(exercise.durationMs) };
    });
  const width = Math.max(0, ...cells.map(({ time }) => time.length));
  return new Map(
    cells.map(({ exercise, checks, time }) => [exercise, `${checks}  ${time.padStart(Math.max(width, 6))}`]),
  );
}

function firstFailingSections(
  page: Page,
  exercise: ExerciseResult,
  folder: string,
  shown: FailureInFull | undefined,
): Section[] {
  if (shown === undefined) {
    const lines = hang(page, checkIndent(page), "none of its checks ran, so nothing shows that it works");
    return [{ lines, priority: PRIORITY.failingCheck }];
  }
  return exercise.checks.flatMap((check) =>
    check.id === shown.id
      ? failureSections(page, check, shown.failure, folder)
      : [{ lines: checkLine(page, check, shown), priority: PRIORITY.otherCheck }],
  );
}

function briefLines(
  page: Page,
  exercise: ExerciseResult,
  prefix: string,
  title: string,
  shown: FailureInFull | undefined,
): string[] {
  const own = firstFailure(exercise);
  const reason = own === undefined ? "none of its checks ran" : `${own.id} ${shortReason(own.failure, shown)}`;
  const beside = `${title} · ${reason}`;
  if (displayWidth(prefix) + displayWidth(beside) <= page.columns) return headLine(page, exercise, prefix, beside, "");
  const indent = checkIndent(page);
  return [
    ...headLine(page, exercise, prefix, title, ""),
    ...hang(page, indent, shortenedAtWord(reason, REASON_LINES * (page.columns - indent.length))),
  ];
}

function skippedLines(page: Page, exercise: ExerciseResult): string[] {
  return exercise.checks
    .filter(({ status }) => status === "skipped")
    .flatMap((check) => checkLine(page, check, undefined));
}

/** A check that is not shown in full. */
function checkLine(page: Page, check: CheckResult, shown: FailureInFull | undefined): string[] {
  const prefix = `${checkIndent(page)}${check.id}  `;
  const title = sanitizeLine(check.title, { maxChars: 200 });
  switch (check.status) {
    case "passed":
      return hang(page, prefix, `ok: ${title}`, { prefix: page.colors.dim, text: page.colors.dim });
    case "skipped":
      return hang(
        page,
        prefix,
        `skipped: ${sanitizeLine(check.skipped ?? "an earlier check failed", { maxChars: 200 })}`,
        { text: page.colors.dim },
      );
    case "failed": {
      // The reason says more than the title: it is not what is cut.
      const room = REASON_LINES * (page.columns - prefix.length);
      const reason = check.failure === null ? "" : ` · ${shortReason(check.failure, shown)}`;
      const text = `FAIL: ${title}${reason}`;
      if (displayWidth(text) <= room) return hang(page, prefix, text);
      return [
        ...hang(page, prefix, shortenedAtWord(`FAIL: ${title}`, room)),
        ...hang(page, " ".repeat(prefix.length), shortenedAtWord(reason.replace(/^ · /, ""), room)),
      ];
    }
    case "error":
      return hang(page, prefix, `error: the workbook failed here, not your code: ${errorOf(check)}`);
  }
}

function errorOf({ failure }: CheckResult): string {
  return sanitizeLine(failure?.why || failure?.received || "no details", { maxChars: 500 });
}

/** `npm run check all`: grades the lessons of the course one after the other, and prints a line for each. */
import { gradeIn } from "./grade/grade-in.ts";
import type { Context } from "./command.ts";
import { printNotices } from "./notices.ts";
import { UsageError } from "./usage-error.ts";
import type { Chosen } from "../isolate/choose.ts";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import { loadDefinition } from "../load-lesson-code.ts";
import { isUntouched } from "../starter.ts";
import { displayPath } from "../state/display-path.ts";
import { saveVerdict } from "../state/save-verdict.ts";
import { hang, pageFor } from "../text/layout.ts";
import { count, seconds } from "../text/phrases.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { EXIT_CANNOT_GRADE, EXIT_NOT_YET, EXIT_PASSED, type Verdict } from "../verdict.ts";

/** One lesson may take this long. A server of which every check waits in vain takes about half a minute. */
const LESSON_LIMIT_MS = 300_000;
/** The longest status. */
const STATUS_WIDTH = "not started".length;
const MESSAGE_CHARACTERS = 300;

export interface CheckAllOptions {
  /** The learner's folders, or the solutions. */
  readonly subject: "learner" | "solution";
  readonly seed: number | undefined;
  readonly isolation: Chosen;
  /** Ends the grading that runs; the lessons after it are not graded. */
  readonly signal: AbortSignal;
}

/** What the line of a lesson says. `not-graded`: the workbook failed. */
interface LessonOutcome {
  readonly kind: "passed" | "begun" | "not-started" | "not-built" | "not-graded";
  readonly status: string;
  /** What to look at first; empty when there is nothing. */
  readonly remark: string;
}

const NOT_STARTED: LessonOutcome = { kind: "not-started", status: "not started", remark: "" };
const NOT_BUILT: LessonOutcome = { kind: "not-built", status: "not built", remark: "" };

/**
 * Grades every lesson that is built and, in the learner's folders, was begun: an unchanged starter is not run.
 * One lesson that cannot be graded does not stop the others.
 * @returns 0 when every lesson that is built has passed, 1 when not yet, 2 when one could not be graded
 * @throws CourseError; UsageError when no lesson is built; the signal's reason
 */
export async function checkAll(options: CheckAllOptions, context: Context): Promise<number> {
  const started = performance.now();
  const lessons = lessonsOf(context.workbook, await readCourse(context.workbook));
  if (!lessons.some(({ built }) => built)) throw new UsageError("No lesson of this course is built yet.");
  const titleWidth = Math.max(...lessons.map(({ title }) => title.length));
  const outcomes: { readonly lesson: Lesson; readonly outcome: LessonOutcome }[] = [];
  for (const lesson of lessons) {
    const outcome = await outcomeOf(lesson, options, context);
    outcomes.push({ lesson, outcome });
    context.stdout.write(`${lineOf(lesson, outcome, titleWidth, context).join("\n")}\n`);
  }
  const of = (kind: LessonOutcome["kind"]) => outcomes.filter(({ outcome }) => outcome.kind === kind);
  const built = lessons.length - of("not-built").length;
  const parts = [
    `${of("passed").length} of ${count(built, "lesson")} passed`,
    ...(of("not-started").length > 0 ? [`${of("not-started").length} not started`] : []),
    ...(of("not-graded").length > 0 ? [`${of("not-graded").length} not graded`] : []),
    seconds(performance.now() - started),
  ];
  const [next] = [...of("begun"), ...of("not-started")];
  const word = options.subject === "solution" ? " solution" : "";
  context.stdout.write(
    `\n${parts.join(" · ")}\n${next === undefined ? "" : `next: npm run check ${next.lesson.slug}${word}\n`}`,
  );
  if (of("not-graded").length > 0) return EXIT_CANNOT_GRADE;
  return of("passed").length === built ? EXIT_PASSED : EXIT_NOT_YET;
}

async function outcomeOf(lesson: Lesson, options: CheckAllOptions, context: Context): Promise<LessonOutcome> {
  if (!lesson.built) return NOT_BUILT;
  const { workbook } = context;
  const { subject, seed, isolation, signal } = options;
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(LESSON_LIMIT_MS);
  try {
    const definition = await loadDefinition(workbook, lesson);
    const isLearner = subject === "learner";
    if (isLearner && (await isUntouched(lesson, definition))) return NOT_STARTED;
    const folder = isLearner ? lesson.folder : lesson.solution;
    const verdict = await gradeIn(isolation, {
      workbook,
      lesson,
      submission: folder,
      display: displayPath(workbook.root, folder),
      stretch: false,
      diagnose: isLearner,
      signal: AbortSignal.any([signal, limit]),
      ...(seed === undefined ? {} : { seed }),
    });
    const exerciseIds = definition.exercises.map(({ id }) => id);
    printNotices(await saveVerdict(workbook, verdict, exerciseIds, isLearner), context);
    return outcomeIn(verdict);
  } catch (error) {
    signal.throwIfAborted();
    const message = limit.aborted
      ? `it took longer than ${LESSON_LIMIT_MS / 60_000} minutes`
      : error instanceof Error
        ? error.message
        : String(error);
    return notGraded(message);
  }
}

function outcomeIn({ outcome, passed, reason, score, exercises }: Verdict): LessonOutcome {
  if (outcome === "grader-error") return notGraded(reason?.message ?? "no reason was given");
  if (passed) return { kind: "passed", status: "passed", remark: "" };
  const status = `${score.earned} of ${score.possible}`;
  if (reason !== null) return { kind: "begun", status, remark: reason.message };
  const failed = exercises.flatMap(({ checks }) => checks).find((check) => check.status === "failed");
  return { kind: "begun", status, remark: failed === undefined ? "" : `${failed.id} ${failed.title}` };
}

function notGraded(message: string): LessonOutcome {
  return { kind: "not-graded", status: "not graded", remark: message };
}

/** Title and status, and below them what to look at first. */
function lineOf(
  lesson: Lesson,
  { kind, status, remark }: LessonOutcome,
  titleWidth: number,
  context: Context,
): string[] {
  const page = pageFor(context);
  const { green, red, yellow, dim } = page.colors;
  const paint = { passed: green, begun: yellow, "not-started": String, "not-built": dim, "not-graded": red }[kind];
  const title = `${String(lesson.number).padStart(2)}  ${lesson.title.padEnd(titleWidth)}  `;
  const text = remark === "" ? [] : hang(page, "      ", sanitizeLine(remark, { maxChars: MESSAGE_CHARACTERS }));
  return [`${title}${paint(status.padEnd(STATUS_WIDTH))}  ${lesson.slug}`, ...text];
}

/** The content of one hint as a value, which the terminal and the page show differently. */
import type { HintTexts } from "../failures/definition.ts";
import { hintTextsOf, type LessonFailures } from "../failures/registry.ts";
import { textsFor } from "../failures/texts.ts";
import { codeOf } from "../transcript-event.ts";
import { locationIn } from "../source-location.ts";
import { sanitizeLine, sanitizeText } from "../text/sanitize-text.ts";
import type { CheckResult, Failure, Reason, Verdict } from "../verdict.ts";
import { findExcerpt, type Excerpt } from "./excerpt.ts";

export type HintLevel = 1 | 2 | 3;

export interface HintQuestion {
  /** The last verdict on the learner's folder. */
  readonly verdict: Verdict;
  readonly exercise: number;
  readonly level: HintLevel;
  /** The failures that only the verdict's lesson has. */
  readonly failures: LessonFailures | undefined;
  /** File, relative to the lesson -> text of the learner's file, in reading order. */
  readonly sources: ReadonlyMap<string, string>;
  /** As the learner types it, for example `lessons/lesson-ws`. */
  readonly lessonFolder: string;
}

export interface HintParts {
  /** The failed check; null when nothing could be checked. */
  readonly checkId: string | null;
  /** The title of the check, or the reason in a few words. */
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** Lines of the learner's own file, shown after the paragraphs. Only at level 3, when a line matches. */
  readonly excerpt: Excerpt | null;
}

/** What the hint is about: a failed check, or the reason why there was none. */
interface Subject {
  readonly code: string;
  readonly where: Failure | Reason;
  readonly check: CheckResult | undefined;
  readonly ownHint: string;
  readonly about: string;
}

/** For a code that is not known: what came of another version of the workbook, or of a lesson that has changed. */
const GENERIC: HintTexts = {
  question: "Put what was sent, expected and received side by side: which line of yours decides the difference?",
  pointer:
    "Read the exercise in the lesson's README once more, then follow the conversation in the report line by line through your code.",
  anchors: [/\.on(?:ce)?\s*\(/, /\.listen\s*\(/, /^\s*export\b/],
  start: "todo",
};

/** The hint; undefined for an exercise that has no failed check. */
export function hintParts(question: HintQuestion): HintParts | undefined {
  const subject = subjectOf(question.verdict, question.exercise);
  if (subject === undefined) return undefined;
  const known = hintTextsOf(subject.code, question.failures);
  return {
    checkId: subject.check?.id ?? null,
    heading: sanitizeLine(subject.check?.title ?? subject.code.replaceAll("-", " "), { maxChars: 200 }),
    ...bodyOf(question, subject, known ?? GENERIC, known !== undefined),
  };
}

type Body = Pick<HintParts, "paragraphs" | "excerpt">;

function bodyOf(question: HintQuestion, subject: Subject, entry: HintTexts, known: boolean): Body {
  const words = { ...entry, ...textsFor(entry, statusOf(subject)) };
  switch (question.level) {
    case 1:
      // For an unknown code, the check's own hint is better than the generic question.
      return said(known || subject.ownHint === "" ? words.question : subject.ownHint);
    case 2:
      return said(words.pointer, ...(known && subject.ownHint !== "" ? [`For this check: ${subject.ownHint}`] : []));
    case 3:
      return linesToLookAt(question, subject, entry);
  }
}

function said(...paragraphs: readonly string[]): Body {
  return { paragraphs, excerpt: null };
}

function linesToLookAt(question: HintQuestion, subject: Subject, { anchors, start }: HintTexts): Body {
  const { sources, lessonFolder, exercise, verdict } = question;
  const shown = (file: string) => `${lessonFolder}/${sanitizeLine(file, { maxChars: 200 })}`;
  if (sources.size === 0) return said(`There are no files of yours in ${lessonFolder} yet.`);
  const empty = [...sources].filter(([, text]) => text.trim() === "").map(([file]) => file);
  if (empty.length === sources.size)
    return said(
      `${empty.map(shown).join(", ")}: the file is still empty. npm run reset ${verdict.lesson} puts the starter there, with a marker where each exercise begins.`,
    );
  const excerpt = findExcerpt({
    sources,
    location: locationIn(subject.where),
    anchors,
    start,
    exercise,
    about: subject.about,
  });
  if (excerpt === undefined)
    return said(
      `Nothing in ${[...sources.keys()].map(shown).join(" or ")} looks like the start of this exercise. Read the exercise in ${lessonFolder}/README.md and begin there.`,
    );
  return {
    paragraphs: ["Look at these lines of your code, and say aloud what each does when this check runs:"],
    excerpt,
  };
}

function subjectOf(verdict: Verdict, exercise: number): Subject | undefined {
  if (verdict.outcome === "grader-error") return undefined;
  const { reason } = verdict;
  if (reason !== null)
    return {
      code: reason.code,
      where: reason,
      check: undefined,
      ownHint: clean(reason.hint ?? ""),
      about: reason.message,
    };
  const result = verdict.exercises.find(({ id }) => id === exercise);
  const check = result?.checks.find(({ status, failure }) => status === "failed" && failure !== null);
  if (check === undefined || check.failure === null) return undefined;
  const { failure } = check;
  return {
    code: failure.code,
    where: failure,
    check,
    ownHint: clean(failure.hint),
    about: `${failure.code} ${check.title} ${failure.expected}`,
  };
}

/** The HTTP status of the last response that is not 101, or 0. */
function statusOf({ check }: Subject): number {
  const answer = check?.transcript.findLast((event) => event.kind === "response" || event.kind === "head");
  return answer === undefined ? 0 : (codeOf(answer) ?? 0);
}

function clean(text: string): string {
  return sanitizeText(text, { maxChars: 1_000 }).trim();
}

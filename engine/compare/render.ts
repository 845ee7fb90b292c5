/** Renders a comparison as text or JSON. */
import { sanitizeLine } from "../text/sanitize-text.ts";
import { jsonLine } from "../report/json.ts";
import { hang, pageFor, spread, type Page } from "../text/layout.ts";
import { count, placeOf } from "../text/phrases.ts";
import { displayWidth } from "../text/width.ts";
import type { Verdict } from "../verdict.ts";
import type { Behaviour } from "./behaviour.ts";
import { LATE_MS } from "./conversation.ts";
import type { FileComparison } from "./file-comparison.ts";
import { behaviourLines } from "./render-behaviour.ts";
import { filesLines, type Folders } from "./render-files.ts";
import type { SideNames } from "./side-names.ts";

export const COMPARE_SCHEMA = "workbook.compare/1";

export interface Comparison {
  readonly lesson: string;
  readonly title: string;
  readonly folders: Folders;
  readonly names: SideNames;
  readonly files: readonly FileComparison[];
  readonly behaviour: Behaviour;
  readonly verdicts: { readonly reference: Verdict; readonly submission: Verdict };
}

/** Longer than any path that a person types. */
const PATH_CHARACTERS = 1_000;

/** The files view, the behaviour view and both verdicts, for a terminal. */
export function compareText(
  comparison: Comparison,
  options: { readonly color: boolean; readonly columns?: number | undefined },
): string {
  const page = pageFor(options);
  const { bold, dim } = page.colors;
  const { lesson, title, names, files, behaviour, verdicts } = comparison;
  const folders = oneLineEach(comparison.folders);
  const [theirs, own] = [names.reference, names.submission];
  const width = Math.max(displayWidth(theirs.short), displayWidth(own.short)) + 2;
  const label = (name: string) => `${name}${" ".repeat(width - displayWidth(name))}`;
  const lines = [
    ...spread(page, `${lesson}  `, sanitizeLine(title, { maxChars: 200 }), `seed ${behaviour.seed}`, {
      prefix: bold,
      text: bold,
      right: dim,
    }),
    ...hang(page, `  - ${label(theirs.short)}`, folders.reference),
    ...hang(page, `  + ${label(own.short)}`, folders.submission),
    "",
    bold("Files"),
    ...filesLines(page, files, folders, names),
    "",
    ...hang(
      page,
      "Behaviour  ",
      `the same clients, seed ${behaviour.seed}; late means more than ${LATE_MS} ms after ${theirs.inSentence}`,
      { prefix: bold, text: dim },
    ),
    ...behaviourLines(page, behaviour, names),
    "",
    ...verdictLine(page, label(theirs.short), verdicts.reference),
    ...verdictLine(page, label(own.short), verdicts.submission),
    "",
    ...hang(page, "  ", conclusion(behaviour), { text: bold }),
  ];
  return `${lines.join("\n")}\n`;
}

/** The comparison as one line of JSON. */
export function compareJson(comparison: Comparison): string {
  const { lesson, title, folders, files, behaviour, verdicts } = comparison;
  const { alike, compared, differences, exercises, seed } = behaviour;
  return jsonLine({
    schema: COMPARE_SCHEMA,
    lesson,
    title,
    seed,
    reference: folders.reference,
    submission: folders.submission,
    alike,
    files,
    behaviour: { compared, differences, exercises },
    verdicts: { reference: summary(verdicts.reference), submission: summary(verdicts.submission) },
  });
}

function summary({ outcome, reason, passed, score, exercises }: Verdict): object {
  return { outcome, reason, passed, score, exercises: exercises.map(({ id, status }) => ({ id, status })) };
}

function verdictLine(page: Page, label: string, verdict: Verdict): string[] {
  return hang(page, `  ${label}`, verdictWords(verdict), {
    text: verdict.passed ? page.colors.green : page.colors.yellow,
  });
}

/** For example `2 of 3 exercises · failed at 2.1`. */
export function verdictWords(verdict: Verdict): string {
  const { reason, score } = verdict;
  return reason === null
    ? `${score.earned} of ${count(score.possible, "exercise")}${failedOnes(verdict)}`
    : `not graded: ${sanitizeLine(reason.message, { maxChars: 300 })}${placed(verdict)}`;
}

function failedOnes({ exercises }: Verdict): string {
  const failed = exercises
    .filter(({ status }) => status !== "passed")
    .map(
      ({ id, checks }) =>
        checks.find(({ status }) => status === "failed" || status === "error")?.id ?? `exercise ${id}`,
    );
  return failed.length === 0 ? "" : ` · failed at ${failed.join(", ")}`;
}

function placed({ reason, submission }: Verdict): string {
  const place = reason === null ? undefined : placeOf(sanitizeLine(submission, { maxChars: 300 }), reason);
  return place === undefined ? "" : ` (${place})`;
}

/** Whether the servers behave alike, as a sentence. */
export function conclusion({ alike, compared, differences, exercises }: Behaviour): string {
  if (alike) return "Both servers behave alike.";
  const ranNowhere = exercises.every(({ checks }) => checks.length === 0);
  if (compared === 0)
    return ranNowhere
      ? "Neither server could be run, so their behaviour was not compared."
      : "No check ran with both servers, so their behaviour was not compared.";
  return differences === 0
    ? "The servers do not behave alike: their verdicts differ."
    : `The servers do not behave alike: ${count(differences, "difference")}.`;
}

/** A folder's name may contain line ends. */
function oneLineEach({ reference, submission }: Folders): Folders {
  const options = { maxChars: PATH_CHARACTERS };
  return { reference: sanitizeLine(reference, options), submission: sanitizeLine(submission, options) };
}

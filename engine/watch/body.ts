/** The part of the screen that shows the verdict, and which of its lines can be spared. */
import { adviceLines, stretchLines } from "../report/after-pass.ts";
import { hang, type Page } from "../report/layout.ts";
import { bodyLines } from "../report/terminal.ts";
import type { Verdict } from "../verdict.ts";
import type { Range } from "./fit.ts";
import { nextLesson, type WatchState } from "./watch-state.ts";

export interface Body {
  readonly lines: readonly string[];
  /** What can be spared most: the conversation of the failing check, else the middle. */
  readonly first: Range;
  /** Whether `first` is a conversation. */
  readonly isWire: boolean;
  /** Where the exercises after the failing one begin. */
  readonly keepFrom: number;
}

/** What the verdict says; without one, the exercises as they wait. */
export function bodyOf(page: Page, state: WatchState): Body {
  const { verdict, lessonFolder } = state;
  if (verdict === undefined) return inTheMiddle(waitingLines(page, state));
  const lines = bodyLines(page, verdict, lessonFolder);
  if (verdict.passed) return inTheMiddle([...lines, ...passedLines(page, verdict, state)]);
  const wire = wireOf(page, verdict, lessonFolder, lines);
  if (wire === undefined) return inTheMiddle(lines);
  return { lines, first: wire, isWire: true, keepFrom: endOfFailing(page, verdict, lessonFolder) };
}

function inTheMiddle(lines: readonly string[]): Body {
  const middle = Math.floor((lines.length + 1) / 2);
  return { lines, first: { from: middle, to: middle }, isWire: false, keepFrom: middle };
}

function waitingLines(page: Page, { definition, fault }: WatchState): string[] {
  if (fault !== undefined)
    return hang(page, "  error  ", `The workbook failed while grading; this is no fault of your code: ${fault}`, {
      prefix: page.colors.yellow,
    });
  const idWidth = Math.max(...definition.exercises.map(({ id }) => String(id).length));
  return definition.exercises.flatMap(({ id, title }) => hang(page, `  open  ${String(id).padStart(idWidth)}  `, title));
}

function passedLines(page: Page, verdict: Verdict, state: WatchState): string[] {
  const next = nextLesson(state);
  const label = (name: string) => `  ${name.padEnd(8)}  `;
  const styles = { prefix: page.colors.dim };
  return [
    ...stretchLines(page, verdict.stretch),
    ...adviceLines(page, verdict),
    "",
    ...hang(page, label("compare"), `s shows your files beside ${state.solutionFolder}`, styles),
    ...(state.definition.quiz.choices.length > 0
      ? hang(page, label("question"), `npm run quiz ${verdict.lesson}`, styles)
      : []),
    ...hang(
      page,
      label("next"),
      next === undefined ? "no later lesson is built yet" : `n goes on to ${next.slug}: ${next.title}`,
      styles,
    ),
  ];
}

/** The lines of the conversation: those that are not there when nothing was said. */
function wireOf(page: Page, verdict: Verdict, folder: string, lines: readonly string[]): Range | undefined {
  const silent = bodyLines(page, withoutTranscripts(verdict), folder);
  if (silent.length === lines.length) return undefined;
  const from = lines.findIndex((line, index) => line !== silent[index]);
  return { from, to: from + lines.length - silent.length };
}

function withoutTranscripts(verdict: Verdict): Verdict {
  const exercises = verdict.exercises.map((exercise) => ({
    ...exercise,
    checks: exercise.checks.map((check) => ({ ...check, transcript: [] })),
  }));
  return { ...verdict, exercises };
}

/** The lines up to the end of the first failing exercise. */
function endOfFailing(page: Page, verdict: Verdict, folder: string): number {
  const failing = verdict.exercises.findIndex(({ status }) => status === "failed");
  const upTo = { ...verdict, exercises: verdict.exercises.slice(0, failing + 1) };
  return bodyLines(page, upTo, folder).length;
}

/** The part of the screen that shows the verdict, and which of its lines can be spared. */
import { adviceLines, stretchLines } from "../report/after-pass.ts";
import { failureLines } from "../report/failure.ts";
import { hang, type Page } from "../report/layout.ts";
import { bodyLines } from "../report/terminal.ts";
import type { Verdict } from "../verdict.ts";
import type { Draft, Range } from "./fit.ts";
import { nextLesson, type WatchState } from "./watch-state.ts";

export interface Body {
  readonly whole: Draft;
  /** The same without what is needed least on a small screen. */
  readonly core: Draft;
  /** Whether what the whole can spare is a conversation. */
  readonly isWire: boolean;
}

/** What the verdict says; without one, the exercises as they wait. */
export function bodyOf(page: Page, state: WatchState): Body {
  const { lessonFolder } = state;
  const verdict = state.graded ?? state.verdict;
  if (verdict === undefined) return plainBody(waitingLines(page, state));
  const lines = bodyLines(page, verdict, lessonFolder);
  if (verdict.passed) return passedBody(page, verdict, state, lines);
  return failedBody(page, verdict, lessonFolder, lines) ?? plainBody(lines);
}

/** The first lines say what it is, and the last ones what to do. */
function plainBody(lines: readonly string[], spare: Range = { from: 2, to: lines.length - 1 }): Body {
  const whole = { lines, spare, without: 0 };
  return { whole, core: whole, isWire: false };
}

function waitingLines(page: Page, { definition, fault }: WatchState): string[] {
  if (fault !== undefined)
    return hang(page, "  error  ", `The workbook failed while grading; this is no fault of your code: ${fault}`, {
      prefix: page.colors.yellow,
    });
  const idWidth = Math.max(...definition.exercises.map(({ id }) => String(id).length));
  return definition.exercises.flatMap(({ id, title }) =>
    hang(page, `  open  ${String(id).padStart(idWidth)}  `, title),
  );
}

/** What lies beyond the exercises can be spared, but for its heading. */
function passedBody(page: Page, verdict: Verdict, state: WatchState, lines: readonly string[]): Body {
  const beyond = [...stretchLines(page, verdict.stretch), ...adviceLines(page, verdict)];
  const all = [...lines, ...beyond, "", ...onwardLines(page, verdict, state)];
  return plainBody(all, { from: Math.min(lines.length + 2, all.length), to: lines.length + beyond.length });
}

function onwardLines(page: Page, verdict: Verdict, state: WatchState): string[] {
  const next = nextLesson(state);
  const line = (name: string, text: string) => hang(page, `  ${name.padEnd(8)}  `, text, { prefix: page.colors.dim });
  return [
    ...line("compare", `s shows your files beside ${state.solutionFolder}`),
    ...(state.definition.quiz.choices.length > 0 ? line("question", `npm run quiz ${verdict.lesson}`) : []),
    ...line("next", next === undefined ? "no later lesson is built yet" : `n goes on to ${next.slug}: ${next.title}`),
  ];
}

/** The conversation of the failing check can be spared most; the other checks of its exercise come after that. */
function failedBody(page: Page, verdict: Verdict, folder: string, lines: readonly string[]): Body | undefined {
  const exercise = verdict.exercises.find(({ status }) => status === "failed");
  const check = exercise?.checks.find(({ status, failure }) => status === "failed" && failure !== null);
  if (verdict.outcome !== "graded" || check === undefined || check.failure === null) return undefined;
  const told = failureLines(page, check, check.failure, folder);
  const toldWithoutWire = failureLines(page, { ...check, transcript: [] }, check.failure, folder);
  const exercises = verdict.exercises.map((each) => (each === exercise ? { ...each, checks: [check] } : each));
  const core = bodyLines(page, { ...verdict, exercises }, folder);
  const draftOf = (all: readonly string[]): Draft | undefined => {
    const at = placeOf(all, told);
    if (at === undefined) return undefined;
    const spare = { from: at + toldWithoutWire.length, to: at + told.length };
    return { lines: all, spare, without: lines.length - all.length };
  };
  const [whole, least] = [draftOf(lines), draftOf(core)];
  if (whole === undefined || least === undefined) return undefined;
  return { whole, core: least, isWire: told.length > toldWithoutWire.length };
}

/** Where `part` stands in the lines. */
function placeOf(lines: readonly string[], part: readonly string[]): number | undefined {
  const found = lines.findIndex((_, at) => part.every((line, index) => lines[at + index] === line));
  return found === -1 ? undefined : found;
}

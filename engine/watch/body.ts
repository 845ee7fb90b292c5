/** The part of the screen that shows the verdict, as sections that may be shortened to fit. */
import { adviceLines, stretchLines } from "../report/after-pass.ts";
import { exerciseSections } from "../report/exercises.ts";
import { hang, type Page } from "../text/layout.ts";
import { PRIORITY, type Section } from "../report/section.ts";
import { bodyLines } from "../report/terminal.ts";
import type { Verdict } from "../verdict.ts";
import { nextLesson, type WatchState } from "./watch-state.ts";

/** Sections of the verdict; without one, the list of exercises. */
export function bodySections(page: Page, state: WatchState): Section[] {
  const { lessonFolder } = state;
  const verdict = state.fault === undefined ? (state.graded ?? state.verdict) : undefined;
  if (verdict === undefined) return [{ lines: waitingLines(page, state), priority: PRIORITY.exercise, cut: "middle" }];
  if (verdict.outcome !== "graded") return reasonSections(bodyLines(page, verdict, lessonFolder));
  const exercises = exerciseSections(page, verdict.exercises, lessonFolder, state.notStarted);
  return verdict.passed ? [...exercises, ...passedSections(page, verdict, state)] : exercises;
}

function waitingLines(page: Page, { definition, fault }: WatchState): string[] {
  if (fault !== undefined)
    return hang(page, "  error  ", `The workbook failed while grading; your code is not at fault: ${fault}`, {
      prefix: page.colors.yellow,
    });
  const idWidth = Math.max(...definition.exercises.map(({ id }) => String(id).length));
  return definition.exercises.flatMap(({ id, title }) =>
    hang(page, `  open  ${String(id).padStart(idWidth)}  `, title),
  );
}

/** Why nothing was graded: the first lines say what is wrong, and the last one what to do. */
function reasonSections(lines: readonly string[]): Section[] {
  return [
    { lines: lines.slice(0, 2), priority: PRIORITY.failingCheck },
    { lines: lines.slice(2, -1), priority: PRIORITY.details, cut: "middle" },
    { lines: lines.slice(2).slice(-1), priority: PRIORITY.failingCheck },
  ];
}

/** Stretch and advice under their heading, and how to continue. */
function passedSections(page: Page, verdict: Verdict, state: WatchState): Section[] {
  const beyond = [...stretchLines(page, verdict.stretch), ...adviceLines(page, verdict)];
  return [
    { lines: beyond.slice(0, 2), priority: PRIORITY.otherCheck },
    { lines: beyond.slice(2), priority: PRIORITY.details, cut: "middle" },
    { lines: ["", ...nextStepLines(page, verdict, state)], priority: PRIORITY.failingCheck },
  ];
}

function nextStepLines(page: Page, verdict: Verdict, state: WatchState): string[] {
  const next = nextLesson(state);
  const line = (name: string, text: string) => hang(page, `  ${name.padEnd(8)}  `, text, { prefix: page.colors.dim });
  return [
    ...line("compare", `s shows your files beside ${state.solutionFolder}`),
    ...(state.definition.quiz.choices.length > 0 ? line("question", `npm run quiz ${verdict.lesson}`) : []),
    ...line("next", next === undefined ? "no later lesson is built yet" : `n goes on to ${next.slug}: ${next.title}`),
  ];
}

/** Decides what a key does. Draws and grades nothing itself: the returned action says what to do. */
import type { Lesson } from "../lesson.ts";
import { changedFromStarter, ResetError, resetLesson } from "../state/reset-lesson.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { hintOutput, logText, solutionText, transcriptText, wholeReport, type OutputOptions } from "./key-output.ts";
import type { Key } from "./keys.ts";
import { isPassed, nextLesson, type WatchState } from "./watch-state.ts";

export interface KeyAction {
  readonly change?: Partial<WatchState>;
  /** A text to show in full. */
  readonly print?: string;
  /** Whether to grade again. */
  readonly run?: boolean;
  /** The lesson to go to. */
  readonly lesson?: Lesson;
}

/** The action of a key in this state. Rejects with a sentence for the reader when it fails. */
export async function handleKey(
  key: Key,
  state: WatchState,
  workbook: Workbook,
  outputOptions: OutputOptions,
): Promise<KeyAction> {
  const action = await inMode(key, state, workbook, outputOptions);
  return { ...action, change: { lasting: [], ...action.change } };
}

async function inMode(
  key: Key,
  state: WatchState,
  workbook: Workbook,
  outputOptions: OutputOptions,
): Promise<KeyAction> {
  switch (state.mode) {
    case "lessons":
      return inList(key, state);
    case "reset":
      return await inQuestion(key, state, workbook);
    case "overlay":
    case "report":
      return await inReport(key, state, workbook, outputOptions);
  }
}

async function inReport(
  key: Key,
  state: WatchState,
  workbook: Workbook,
  outputOptions: OutputOptions,
): Promise<KeyAction> {
  const { lesson, definition, verdict } = state;
  switch (key) {
    case "r":
      return { run: true };
    case "enter":
    case "escape":
      return { change: { mode: "report", notes: [] } };
    case "h":
      return await aboutVerdict(verdict, async (known) => {
        if (known.passed) return says("Everything passed; there is nothing to give a hint for.");
        const { text, notices } = await hintOutput(workbook, lesson, definition, known, outputOptions);
        return printed(text, notices);
      });
    case "t":
      return await aboutVerdict(verdict, (known) => printed(transcriptText(known, outputOptions)));
    case "o":
      return await aboutVerdict(verdict, (known) => printed(logText(known, outputOptions)));
    case "v":
      return await aboutVerdict(verdict, (known) =>
        printed(wholeReport(workbook, lesson, definition, known, nextLesson(state), outputOptions)),
      );
    case "s":
      if (!isPassed(state)) return says("s shows the solution beside your files once every exercise has passed.");
      return printed(await solutionText(workbook, lesson, definition, outputOptions));
    case "n":
      return nextOf(state);
    case "l":
      return { change: { mode: "lessons", marked: lesson.number - 1, notes: [] } };
    case "x": {
      const changed = await changedFromStarter(lesson, definition);
      if (changed.length === 0) return says(`${state.lessonFolder} is already the starter; nothing was changed.`);
      return { change: { mode: "reset", changed, notes: [] } };
    }
    default:
      return {};
  }
}

function nextOf(state: WatchState): KeyAction {
  if (!isPassed(state)) return says("n goes to the next lesson once every exercise has passed; l lists all of them.");
  const next = nextLesson(state);
  return next === undefined ? says("No later lesson is built yet; l lists all of them.") : { lesson: next };
}

function inList(key: Key, { course, marked }: WatchState): KeyAction {
  const to = (place: number): KeyAction => ({
    change: { marked: Math.max(0, Math.min(course.length - 1, place)), notes: [] },
  });
  switch (key) {
    case "up":
    case "k":
      return to(marked - 1);
    case "down":
    case "j":
      return to(marked + 1);
    case "home":
      return to(0);
    case "end":
      return to(course.length - 1);
    case "l":
    case "escape":
      return { change: { mode: "report", notes: [] } };
    case "enter": {
      const lesson = course[marked]?.lesson;
      if (lesson === undefined) return {};
      return lesson.built ? { lesson } : says(`${lesson.slug} is coming; it is not built yet.`);
    }
    default:
      return {};
  }
}

async function inQuestion(key: Key, { lesson, definition }: WatchState, workbook: Workbook): Promise<KeyAction> {
  if (key !== "y") return { change: { mode: "report", changed: [], notes: ["Your files were not changed."] } };
  const change = { mode: "report", changed: [] } as const;
  try {
    return { change: { ...change, notes: [], lasting: await resetLesson(workbook, lesson, definition) } };
  } catch (error) {
    if (!(error instanceof ResetError)) throw error;
    const notes = [error.message, error.suggestion].filter((sentence) => sentence !== undefined);
    return { change: { ...change, notes } };
  }
}

async function aboutVerdict(
  verdict: Verdict | undefined,
  answer: (verdict: Verdict) => KeyAction | Promise<KeyAction>,
): Promise<KeyAction> {
  return verdict === undefined ? says("There is no verdict yet.") : await answer(verdict);
}

function says(sentence: string): KeyAction {
  return { change: { notes: [sentence] } };
}

/** Shows a text above the frame, where it stays. */
function printed(print: string, notices: readonly string[] = []): KeyAction {
  return { print, change: { mode: "overlay", notes: notices } };
}

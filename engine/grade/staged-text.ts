import { sanitizeText } from "../text/sanitize-text.ts";
import { withoutServerDirs } from "./server-dir.ts";
import type { Stage } from "./stage.ts";

/** How much of one text of a submission is kept. */
const SHOWN_CHARACTERS = 20_000;

/** A stack frame of child.mjs, which means nothing to the learner. */
const OWN_FRAME = /^ +at [^\n]*\/(?:grade|workbook)\/child\.mjs:\d+:\d+\)?\n?/gm;

/** A staged submission, and how to name it to people. */
export interface StagedPlace {
  /** Its entry file, and the name of that file once compiled; undefined while not known. */
  readonly staged?: Pick<Stage, "entry" | "compiled"> | undefined;
  /** The submission's name for people, for example `lessons/lesson-ws`. */
  readonly display: string;
  /** Which end of a text that is too long is kept. @default "start" */
  readonly keep?: "start" | "end";
}

/** Prepares text from a submission for display: paths of staged copies become paths that the user knows. */
export function stagedText(text: string, { staged, display, keep = "start" }: StagedPlace): string {
  const shown = withoutServerDirs(text, display);
  const own =
    staged === undefined
      ? shown
      : shown.replaceAll(`${display}/${staged.compiled}`, `${display}/${staged.entry}`).replaceAll(OWN_FRAME, "");
  return sanitizeText(own, { maxChars: SHOWN_CHARACTERS, keep });
}

/** Applies `show` to every string in a value. */
export function stagedValue<T>(value: T, show: (text: string) => string): T {
  if (typeof value === "string") return show(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => stagedValue(item, show)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stagedValue(item, show)])) as T;
  return value;
}

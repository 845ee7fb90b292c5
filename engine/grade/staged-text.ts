import { sanitizeText } from "../text/sanitize-text.ts";
import { withoutServerDirs } from "./server-dir.ts";
import type { Stage } from "./stage.ts";

/** Kept of any one text of a submission. */
const SHOWN_CHARACTERS = 20_000;

/** A line of a stack that is no business of the learner's: where child.mjs stands between them and Node. */
const OWN_FRAME = /^ +at [^\n]*\/(?:grade|workbook)\/child\.mjs:\d+:\d+\)?\n?/gm;

/** A submission that was staged, and what people call it. */
export interface StagedPlace {
  /** What it starts with, and what that is called once compiled; undefined while it is not known. */
  readonly staged?: Pick<Stage, "entry" | "compiled"> | undefined;
  /** The submission as people know it, for example `lessons/lesson-ws`. */
  readonly display: string;
  /** Which end of a text that is too long is kept. @default "start" */
  readonly keep?: "start" | "end";
}

/** A text of a submission made fit to be shown: paths of the staged copies become paths the user knows. */
export function stagedText(text: string, { staged, display, keep = "start" }: StagedPlace): string {
  const told = withoutServerDirs(text, display);
  const own =
    staged === undefined
      ? told
      : told.replaceAll(`${display}/${staged.compiled}`, `${display}/${staged.entry}`).replaceAll(OWN_FRAME, "");
  return sanitizeText(own, { maxChars: SHOWN_CHARACTERS, keep });
}

/** Every string in a value, made fit to be shown. */
export function stagedValue<T>(value: T, show: (text: string) => string): T {
  if (typeof value === "string") return show(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => stagedValue(item, show)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stagedValue(item, show)])) as T;
  return value;
}

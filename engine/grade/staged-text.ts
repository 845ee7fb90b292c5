import { cleanText } from "../clean.ts";
import { compiledName } from "./compile.ts";

/** Kept of any one text of a submission. */
const SHOWN_CHARACTERS = 20_000;

/** A line of a stack that is no business of the learner's: where child.mjs stands between them and Node. */
const OWN_FRAME = /^ +at [^\n]*\/grade\/child\.mjs:\d+:\d+\)?\n/gm;

/** Where a submission was staged, and what people call it. */
export interface StagedPlace {
  /** See `Stage`. */
  readonly base: string;
  readonly entry: string;
  /** The submission as people know it, for example `lessons/lesson-ws`. */
  readonly display: string;
}

/** A text of a submission made fit to be shown: paths of the staged copies become paths the user knows. */
export function stagedText(text: string, { base, entry, display }: StagedPlace): string {
  const folder = new RegExp(`(?:file://)?${escaped(base)}/(?:compiled|server-\\d+)`, "g");
  const told = text.replace(folder, display).replaceAll(`${display}/${compiledName(entry)}`, `${display}/${entry}`);
  return cleanText(told.replaceAll(OWN_FRAME, ""), { maxChars: SHOWN_CHARACTERS });
}

/** Every string in a value, made fit to be shown. */
export function stagedValue<T>(value: T, show: (text: string) => string): T {
  if (typeof value === "string") return show(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => stagedValue(item, show)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stagedValue(item, show)])) as T;
  return value;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/**
 * Reads what Node printed when a process died without a crash report: out of memory, an assertion in native code, or a
 * submission that closed the report's channel. Every step is linear in the length of the text.
 */
import type { SourceLocation } from "../source-location.ts";

export interface PrintedCrash {
  /** For example `the JavaScript heap ran out of memory` or `RangeError: no soup`. */
  readonly error: string;
  readonly location?: SourceLocation;
}

/** How much of a line is examined. */
const MAX_LINE = 1_000;

/**
 * The last uncaught error in a process's standard error, or undefined.
 * @param stderr at most OUTPUT_TAIL_BYTES of it
 * @param folder absolute path of the submission, as its server saw it
 */
export function printedCrash(stderr: string, folder: string): PrintedCrash | undefined {
  const lines = stderr.split("\n").map((line) => line.slice(0, MAX_LINE));
  const fatal = lines.findLast((line) => line.startsWith(FATAL));
  if (fatal !== undefined)
    return {
      error: fatal.includes("heap out of memory") ? "the JavaScript heap ran out of memory" : fatal.slice(FATAL.length),
    };
  const end = lines.findLastIndex((line) => line.startsWith("Node.js v"));
  if (end === -1) return undefined;
  const lastFrame = lines.slice(0, end).findLastIndex(isFrame);
  const head = lines.slice(0, Math.max(0, lastFrame)).findLastIndex((line) => !isFrame(line));
  if (head === -1) return undefined;
  const location = lines
    .slice(head + 1, end)
    .map((line) => placeIn(line, folder))
    .find((place) => place !== undefined);
  return { error: lines[head] ?? "", ...(location === undefined ? {} : { location }) };
}

const FATAL = "FATAL ERROR: ";

/** A frame, or the line that Node prints between an error's own frames and those of the emitter without a listener. */
function isFrame(line: string): boolean {
  return line.startsWith("    at ") || line.startsWith("Emitted 'error' event");
}

function placeIn(line: string, folder: string): SourceLocation | undefined {
  const start = line.indexOf(`${folder}/`);
  if (start === -1) return undefined;
  const place = line.slice(start + folder.length + 1);
  const position = /:(\d{1,9}):(\d{1,9})\)?$/.exec(place);
  if (position === null) return undefined;
  const file = place.slice(0, position.index);
  if (file.startsWith("node_modules/") || file.endsWith(".compiled.mjs")) return undefined;
  return { file, line: Number(position[1]), column: Number(position[2]) };
}

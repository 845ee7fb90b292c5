/** Reads what Node prints when an uncaught error ends a process. It explains a verdict; it never decides one. */

export interface Crash {
  /** For example `SyntaxError: Unexpected token 'h', "h4llo" is not valid JSON`. */
  readonly error: string;
  /** The first frame in the submission: path relative to it, and 1-based line and column. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The last uncaught error in `stderr`, or undefined. `folder` is where the submission was staged. */
export function readCrash(stderr: string, folder: string): Crash | undefined {
  const heap = /FATAL ERROR: .*JavaScript heap out of memory/.exec(stderr);
  if (heap !== null) return { error: "the JavaScript heap ran out of memory" };
  const end = stderr.lastIndexOf("\nNode.js v");
  if (end === -1) return undefined;
  const text = stderr.slice(0, end).replaceAll("file://", "");
  const lines = text.split("\n");
  const head = lines.findLastIndex(
    (line) => /^(?:Uncaught )?(?:\w+ ?)*(?:Error|Exception|Rejection)\b.*(?:$|:)/.test(line) && !line.startsWith(" "),
  );
  // A rejection with something that is no Error is told inside a sentence of Node's own.
  const rejected = /The promise rejected with the reason "([^]*?)"\.\]/.exec(text)?.[1];
  if (rejected !== undefined) return { error: `a promise rejected with ${rejected}`, ...placeIn(lines, folder) };
  const error = head === -1 ? thrownValue(lines) : (lines[head] ?? "").replace(/^Uncaught /, "");
  if (error === undefined) return undefined;
  const frames = lines.slice(Math.max(0, head));
  return { error, ...placeIn(frames, folder), ...(frameless(frames, folder) ? placeIn(lines, folder) : {}) };
}

function frameless(frames: readonly string[], folder: string): boolean {
  return !frames.some((frame) => frame.includes(folder));
}

/** Node names the place and shows the thrown value when it is no Error. */
function thrownValue(lines: readonly string[]): string | undefined {
  const last = lines.findLast((line) => line.trim() !== "" && !/^\(Use `node|^Thrown at:|^\s+at /.test(line));
  return last === undefined ? undefined : `a thrown value: ${last.trim()}`;
}

function placeIn(lines: readonly string[], folder: string): Omit<Crash, "error"> {
  for (const line of lines) {
    const start = line.indexOf(`${folder}/`);
    if (start === -1) continue;
    const place = /^([^\s():]+(?:\.[a-z]+)):(\d+)(?::(\d+))?/.exec(line.slice(start + folder.length + 1));
    if (place?.[1] === undefined || place[1].startsWith("node_modules/") || place[1].endsWith(".compiled.mjs"))
      continue;
    return { file: place[1], line: Number(place[2]), ...(place[3] === undefined ? {} : { column: Number(place[3]) }) };
  }
  return {};
}

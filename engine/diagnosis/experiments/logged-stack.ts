/** What the stack of a logged error says: where it was thrown, and through which lines of the learner it came. */
import type { FailedCheck, Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Place, Sources } from "../sources.ts";

/** The file, line and column at the end of a line of a stack. */
const FRAME = /([^\s/\\()]{1,100}):(\d{1,7}):(\d{1,7})\)?$/;

/**
 * An answer 500 to a request of which the log holds an error that code of the lesson threw: the learner's line that called that
 * code and has let the error pass. The line that answers stands at the end of that way.
 */
export function thrownThrough({ log, status, failure }: FailedCheck, sources: Sources): Finding | undefined {
  if (status === undefined || status < 500) return undefined;
  const lines = log.split("\n");
  const start = lines.findLastIndex((line) => /\b\w{0,40}Error: /.test(line));
  const error = /\b\w{0,40}Error: .*/.exec(lines[start] ?? "")?.[0];
  const frames = framesFrom(lines.slice(start + 1));
  const [thrower] = frames;
  const own = frames.find(({ file }) => sources.has(file));
  if (error === undefined || thrower === undefined || own === undefined || sources.has(thrower.file)) return undefined;
  return {
    why: `while the request was handled, ${named(thrower)}, which comes with the lesson, threw ${error}; ${named(own)} had called it, and nothing there or above caught the error before the request's handler ended`,
    at: own,
    hint: failure.hint,
  };
}

/** The name of the file in which an error was thrown, by the lines of the stack below it; Node's and packages' are passed over. */
export function fileOfFirstFrame(lines: readonly string[]): string | undefined {
  return framesFrom(lines)[0]?.file;
}

/** The places of a stack, the innermost first. */
function framesFrom(lines: readonly string[]): Place[] {
  const end = lines.findIndex((line) => !/^\s*at /.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).flatMap((line) => {
    if (line.includes("node:") || line.includes("node_modules")) return [];
    const [, file, row, column] = FRAME.exec(line) ?? [];
    return file === undefined ? [] : [{ file, line: Number(row), column: Number(column) }];
  });
}

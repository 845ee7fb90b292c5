/** What a report shows of what a server has printed. Pure. */

/** Of a server's log the report shows so many lines. */
const LOG_LINES = 5;

/** A line of a stack that is in no file of the submission. */
const FOREIGN_FRAME = /^ +at .{0,300}(?:\(node:|node_modules\/|at node:)/;

/** What Node prints last of an uncaught error. */
const NODE_VERSION = /\nNode\.js v[\d.]{1,20}\s{0,10}$/;

/** A line that goes on with an error: its stack, its members, and what closes them. */
const PART_OF_ERROR = /^(?:\s|[\]})]|$)/;

/**
 * The last lines of a log, at most five. The end of an error that takes more lines says nothing without its beginning, so that
 * is shown instead.
 */
export function lastLines(log: string): string {
  const lines = log
    .replace(NODE_VERSION, "")
    .trimEnd()
    .split("\n")
    .filter((line) => !FOREIGN_FRAME.test(line));
  const last = Math.max(
    0,
    lines.findLastIndex((line) => !PART_OF_ERROR.test(line)),
  );
  const from = Math.min(last, Math.max(0, lines.length - LOG_LINES));
  // An error before the last one, of which the beginning is cut off, is not shown at all.
  const whole = lines.findIndex((line, index) => index >= from && !PART_OF_ERROR.test(line));
  return lines.slice(Math.max(whole, from)).slice(0, LOG_LINES).join("\n");
}

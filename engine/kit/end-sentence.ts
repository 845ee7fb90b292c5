import type { SourceLocation } from "../source-location.ts";
import type { ServerEnd } from "./run.ts";

/** Node's exit code for a top-level await that can never settle (nodejs.org/api/process.html#exit-codes). */
const UNSETTLED_AWAIT = 13;

/**
 * How a process ended, for example `your server stopped: TypeError: greet is not a function`.
 * @param subject the process, as the subject of the sentence
 */
export function endSentence(end: ServerEnd, subject: string = "your server"): string {
  switch (end.code) {
    case "server-stopped":
      return `${subject} stopped: ${end.error}`;
    case "server-killed":
      return `${subject} was stopped: ${end.limit}`;
    case "server-signalled":
      return `${subject} was ended by ${end.signal}`;
    case "server-exited":
      return end.exitCode === UNSETTLED_AWAIT
        ? `${subject} ended with code ${UNSETTLED_AWAIT}: a top-level await never settled`
        : `${subject} ended by itself with code ${end.exitCode}`;
  }
}

/** The location of an uncaught error, for a failure; empty for any other end. */
export function endPlace(end: ServerEnd): Partial<SourceLocation> {
  return end.code === "server-stopped" ? { ...end.location } : {};
}

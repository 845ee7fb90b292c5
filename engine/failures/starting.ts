/** Failures of servers that never accepted a connection. */
import { LISTEN, ATTACH, SETUP_CALL, EXIT, TIMER, HTTP_SERVER } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const STARTING_FAILURES = {
  "crashed-while-starting": {
    cause: "an uncaught exception ended the process while it started",
    question: "Your code threw an error before it listened. Which value is not yet what that line expects?",
    pointer:
      "Look at the first line of the error's stack that names a file of yours. Top-level code runs from top to bottom, imports first (MDN, Errors: stack).",
    anchors: [SETUP_CALL, ATTACH, LISTEN],
    start: "code",
    marks: {},
  },
  "exited-while-starting": {
    cause: "the process ended before it listened",
    question: "The process ended before it listened. Did it reach the line that listens?",
    pointer:
      "A process without a listener, timer or open socket has nothing left to do and exits. Look for `process.exit` and for the call to `listen` (Node documentation, server.listen; Process: Event 'exit').",
    anchors: [EXIT, LISTEN, HTTP_SERVER],
    start: "code",
    marks: {},
  },
  "never-listened": {
    cause: "server.listen was not reached, or did not succeed",
    question:
      "The process runs, but no client can connect. What comes before the line that listens, and does it ever finish?",
    pointer:
      "Look for a loop or an `await` that never ends before `listen`, and for a path instead of a port: clients need a TCP port (Node documentation, server.listen).",
    anchors: [LISTEN, /\bwhile\s*\(/, TIMER, HTTP_SERVER],
    start: "code",
    marks: {},
    timingDependent: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;

/** Hints for submissions that could not be run. */
import { ATTACH, EXIT, HTTP_SERVER, IMPORT, LISTEN, SETUP_CALL, TIMER } from "./anchors.ts";
import type { HintEntry } from "./hint-entry.ts";

/** By reason code of the verdict. */
export const STARTING_HINTS: Readonly<Record<string, HintEntry>> = {
  "submission-unreadable": {
    question: "Some file could not be read. Is it a plain file inside the lesson's folder?",
    pointer:
      "Only plain files are graded: no links, no pipes, no very large files, no thousands of files. The report names the one it met.",
    anchors: [],
    start: "code",
  },
  "file-missing": {
    question: "A file of the lesson is not there. Was it renamed, moved, or never saved?",
    pointer:
      "The names in the lesson's folder matter, upper and lower case included. `npm run reset` keeps a copy of your files and puts the starter back.",
    anchors: [IMPORT],
    start: "code",
  },
  "does-not-compile": {
    question: "The compiler stopped at one place. Which bracket, quote or import does it miss there, or just above?",
    pointer:
      "Read the report's code frame from the caret backwards; the cause is often one line earlier. Check the spelling of imported names and that the package is one the lesson uses.",
    anchors: [IMPORT],
    start: "code",
  },
  "crashed-while-starting": {
    question: "Your code threw before it listened. Which value is not yet what that line expects?",
    pointer:
      "The first line of the error's stack that lies in your folder is where to look. Top-level code runs from top to bottom, imports first (MDN, Errors: stack).",
    anchors: [SETUP_CALL, ATTACH, LISTEN],
    start: "code",
  },
  "exited-while-starting": {
    question: "The process ended before it listened. Did it reach the line that listens?",
    pointer:
      "A process without a listener, timer or open socket has nothing left to do and ends. Look for `process.exit` and for the call of `listen` (Node documentation, server.listen; Process: Event 'exit').",
    anchors: [EXIT, LISTEN, HTTP_SERVER],
    start: "code",
  },
  "never-listened": {
    question:
      "The process runs, but no client can connect. What comes before the line that listens, and does it ever finish?",
    pointer:
      "Look for a loop or an `await` that never ends before `listen`, and for a path instead of a port: clients need a TCP port (Node documentation, server.listen).",
    anchors: [LISTEN, /\bwhile\s*\(/, TIMER, HTTP_SERVER],
    start: "code",
  },
};

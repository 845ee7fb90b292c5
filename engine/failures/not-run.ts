/** Hints for submissions that were not started. The report itself names the cause. */
import type { ReasonCode } from "../verdict.ts";
import { IMPORT } from "./anchors.ts";
import type { HintTexts } from "./definition.ts";
import type { STARTING_FAILURES } from "./starting.ts";

export const NOT_RUN_HINTS: Readonly<
  Record<Exclude<ReasonCode, keyof typeof STARTING_FAILURES | "grader-error">, HintTexts>
> = {
  "submission-unreadable": {
    question: "A file could not be read. Is it an ordinary file inside the lesson's folder?",
    pointer:
      "Only ordinary files are graded: no links, pipes or very large files, and not thousands of files. The report names the file.",
    anchors: [],
    start: "code",
  },
  "file-missing": {
    question: "A file of the lesson is missing. Was it renamed, moved, or never saved?",
    pointer:
      "File names in the lesson's folder must match exactly, including upper and lower case. `npm run reset` keeps a copy of your files and puts the starter back.",
    anchors: [IMPORT],
    start: "code",
  },
  "forbidden-package": {
    question:
      "This lesson is about what a package does for you, and one of your files imports that package. Which part of its work is the exercise you are on?",
    pointer:
      "Take the import out, and what uses it. What you need to write it yourself stands in the lesson's README, and Node's own modules may be used.",
    anchors: [IMPORT],
    start: "code",
  },
  "does-not-compile": {
    question: "The compiler stopped at one place. Which bracket, quote or import is missing there, or just above?",
    pointer:
      "Read the report's code frame from the caret backwards; the cause is often one line earlier. Check the spelling of imported names and that the package is one the lesson uses.",
    anchors: [IMPORT],
    start: "code",
  },
};

/** Submissions that were not started. Each report names what was wrong, so these have no cause of their own. */
import type { ReasonCode } from "../verdict.ts";
import { IMPORT } from "./anchors.ts";
import type { HintTexts } from "./definition.ts";
import type { STARTING_FAILURES } from "./starting.ts";

export const NOT_RUN_HINTS: Readonly<
  Record<Exclude<ReasonCode, keyof typeof STARTING_FAILURES | "grader-error">, HintTexts>
> = {
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
};

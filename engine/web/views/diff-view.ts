/** A comparison of a folder with the solution, for the page. */
import path from "node:path";
import { CompareLimitError, compareInThread } from "../../compare/compare-in-thread.ts";
import { sideName, type SideNames } from "../../compare/side-names.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { displayPath } from "../../state/display-path.ts";
import type { Workbook } from "../../workbook.ts";
import type { DiffView } from "../api.ts";
import { ApiFault } from "../api-fault.ts";
import { renderedText } from "../pages/text-cache.ts";

export interface DiffInput {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Absolute path of the folder to compare. */
  readonly folder: string;
  /** The folder's path as shown to people. */
  readonly display: string;
  /** The name of the files' owner. @default the reader */
  readonly owner?: string;
}

/**
 * @throws StarterError when the solution lacks a file
 * @throws ApiFault when the files cannot be compared within the limits
 */
export async function diffView(input: DiffInput): Promise<DiffView> {
  const { workbook, lesson, folder, display, owner } = input;
  const { edits, given } = input.definition;
  const reference = displayPath(workbook.root, lesson.solution);
  const [files, why] = await Promise.all([
    compareInThread({ lesson, definition: { edits, given }, folder }).catch((error: unknown) => {
      throw error instanceof CompareLimitError ? new ApiFault("too-large", error.message) : error;
    }),
    renderedText(path.join(lesson.solution, "README.md"), { folder: reference, files: [] }, workbook.cache),
  ]);
  const names: SideNames = {
    reference: { short: "The solution", inSentence: "the solution" },
    submission: owner === undefined ? { short: "Yours", inSentence: "yours" } : sideName(owner),
  };
  // Links to files of the solution's text are removed, because they open from the lesson's own page.
  return {
    reference,
    submission: display,
    names,
    files,
    whyHtml: why.html.replaceAll(/<\/?workbook-file[^<>]*>/g, ""),
  };
}

/** A folder beside the solution, as diff2html shows it. */
import { createTwoFilesPatch } from "diff";
import { html } from "diff2html";
import { ColorSchemeType } from "diff2html/lib/types.js";
import path from "node:path";
import { compareFolder } from "../../compare/compare-folder.ts";
import { referenceText, shownText, type FileComparison } from "../../compare/files.ts";
import { readSubmission } from "../../compare/read-submission.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { shownPath } from "../../state/shown-path.ts";
import type { Workbook } from "../../workbook.ts";
import type { DiffFile, DiffView } from "../api.ts";
import { renderedText } from "../pages/text-cache.ts";

export interface DiffInput {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Absolute path of the folder to compare. */
  readonly folder: string;
  /** The folder as people know it. */
  readonly display: string;
}

/** Unchanged lines shown around a change. */
const CONTEXT_LINES = 12;

const STATUS: Readonly<Record<FileComparison["status"], DiffFile["status"]>> = {
  alike: "same",
  changed: "changed",
  missing: "only-in-solution",
  added: "only-in-submission",
  unread: "not-shown",
};

/** @throws StarterError when the solution lacks a file */
export async function diffView({ workbook, lesson, definition, folder, display }: DiffInput): Promise<DiffView> {
  const reference = shownPath(workbook.root, lesson.solution);
  const [compared, theirs, own, why] = await Promise.all([
    compareFolder(lesson, definition, folder),
    readSubmission(lesson.solution),
    readSubmission(folder),
    renderedText(path.join(lesson.solution, "README.md"), { folder: reference, files: [] }, workbook.cache),
  ]);
  const files = compared.map((file) =>
    diffFile(file, theirs.files.get(file.file) ?? "", own.files.get(file.file) ?? ""),
  );
  // The files named in the text are opened from the lesson's own page.
  return { reference, submission: display, files, whyHtml: why.html.replaceAll(/<\/?workbook-file[^<>]*>/g, "") };
}

function diffFile({ file, status, why, removed, added }: FileComparison, theirs: string, own: string): DiffFile {
  const empty = { name: file, status: STATUS[status], removed, added, sideBySideHtml: "", inlineHtml: "" };
  if (why !== null) return { ...empty, remark: `${file} ${why}` };
  if (status === "alike") return empty;
  const left = status === "added" ? "" : referenceText(theirs, file);
  const right = status === "missing" ? "" : shownText(own);
  const patch = createTwoFilesPatch(file, file, left, right, undefined, undefined, {
    context: CONTEXT_LINES,
    ignoreWhitespace: false,
    stripTrailingCr: true,
  });
  const draw = (outputFormat: "side-by-side" | "line-by-line") =>
    html(patch, {
      outputFormat,
      drawFileList: false,
      // The page names each file itself.
      rawTemplates: { "generic-file-path": "" },
      matching: "words",
      diffStyle: "word",
      colorScheme: ColorSchemeType.AUTO,
    });
  return { ...empty, sideBySideHtml: draw("side-by-side"), inlineHtml: draw("line-by-line") };
}

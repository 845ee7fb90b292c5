/** The difference of two files as diff2html draws it, from the rows that the terminal shows too. */
import { html } from "diff2html";
import { ColorSchemeType, LineType, type DiffBlock, type DiffFile } from "diff2html/lib/types.js";
import { cleanLine } from "../../clean.ts";
import { count } from "../../report/phrases.ts";
import type { DiffRow } from "../diff-lines.ts";
import type { FileComparison } from "../files.ts";
import type { SideNames } from "../side-names.ts";

/** Words are not compared in longer lines, nor in larger blocks of changed lines: that takes too long. */
const WORD_LIMIT_CHARACTERS = 400;
const WORD_LIMIT_PAIRS = 2_500;
const NAME_CHARACTERS = 300;

/**
 * Markup for a page: two tables side by side, each in a box of its own that scrolls and can be focused. All text is
 * escaped by diff2html; it has no style attributes and runs no script.
 */
export function diffMarkup(file: FileComparison, names: SideNames): string {
  return html([diffFileOf(file)], {
    outputFormat: "side-by-side",
    drawFileList: false,
    matching: "words",
    diffStyle: "word",
    colorScheme: ColorSchemeType.AUTO,
    maxLineLengthHighlight: WORD_LIMIT_CHARACTERS,
    matchingMaxComparisons: WORD_LIMIT_PAIRS,
    maxLineSizeInBlockForComparison: WORD_LIMIT_CHARACTERS,
    rawTemplates: { "generic-wrapper": "{{{content}}}", "side-by-side-file-diff": sides(file, names) },
  });
}

/** Hogan takes double braces for its own, which a name may hold. */
function sides({ file }: FileComparison, names: SideNames): string {
  const side = (name: string, content: string) =>
    `<div class="d2h-file-side-diff" role="group" tabindex="0" aria-label="${escaped(`${cleanLine(file, { maxChars: NAME_CHARACTERS })}, ${name}`)}">
<p class="side"><bdi>${escaped(name)}</bdi></p>
<table class="d2h-diff-table"><tbody class="d2h-diff-tbody">{{{${content}}}}</tbody></table></div>`;
  return `<div class="d2h-files-diff">${side(names.reference.short, "diffs.left")}${side(names.submission.short, "diffs.right")}</div>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"'{}]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function diffFileOf({ file, rows, added, removed }: FileComparison): DiffFile {
  const blocks: DiffBlock[] = [];
  let header = "";
  for (const row of rows) {
    if (row.kind === "folded") header = header === "" ? `... ${foldWords(row)}` : `${header}, ${foldWords(row)}`;
    else {
      if (header !== "" || blocks.length === 0) blocks.push(blockWith(header === "" ? "from the first line" : header));
      header = "";
      blocks.at(-1)?.lines.push(...lineOf(row));
    }
  }
  if (header !== "") blocks.push(blockWith(header));
  return {
    oldName: file,
    newName: file,
    isCombined: false,
    isGitDiff: false,
    language: "",
    addedLines: added,
    deletedLines: removed,
    blocks,
  };
}

function blockWith(header: string): DiffBlock {
  return { oldStartLine: 0, newStartLine: 0, header, lines: [] };
}

function foldWords({ lines, starter }: Extract<DiffRow, { kind: "folded" }>): string {
  return `${count(lines, "line")} ${starter ? "as in the starter" : "alike"}`;
}

/** The first character of `content` is the sign, as in a patch. */
function lineOf(row: Exclude<DiffRow, { kind: "folded" }>): DiffBlock["lines"] {
  switch (row.kind) {
    case "same":
      return [{ type: LineType.CONTEXT, content: ` ${row.text}`, oldNumber: row.referenceLine, newNumber: row.line }];
    case "removed":
      return [{ type: LineType.DELETE, content: `-${textOf(row)}`, oldNumber: row.line, newNumber: undefined }];
    case "added":
      return [{ type: LineType.INSERT, content: `+${textOf(row)}`, oldNumber: undefined, newNumber: row.line }];
  }
}

function textOf({ parts }: Extract<DiffRow, { kind: "removed" | "added" }>): string {
  return parts.map(({ text }) => text).join("");
}

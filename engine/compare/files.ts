/** Compares the files of a submission with those of the reference. */
import { sanitizeLine, sanitizeText } from "../text/sanitize-text.ts";
import { regionsOf } from "../starter.ts";
import { wholeLine, type Line } from "./changed-rows.ts";
import { diffLines, MAX_CHANGED_LINES } from "./diff-lines.ts";
import type { DiffRow, FileComparison } from "./file-comparison.ts";
import { FILE_LIMIT_BYTES } from "./read-submission.ts";

export interface FilesInput {
  /** The files a learner edits, in reading order. */
  readonly edits: readonly string[];
  /** Names of files that come with the lesson, which do not count as added. */
  readonly known: readonly string[];
  readonly starter: ReadonlyMap<string, string>;
  readonly reference: ReadonlyMap<string, string>;
  readonly submission: ReadonlyMap<string, string>;
  readonly unread: ReadonlyMap<string, string>;
  /** Set when the reference is another submission: it has no exercise regions, and may have added files. */
  readonly between?: "submissions" | undefined;
}

/** Limits of the rows of one file and of all files: more than a person reads. */
export const FILE_LIMIT_ROWS = 1_500;
export const TOTAL_LIMIT_ROWS = 6_000;
const LINE_CHARACTERS = 2_000;
const NAME_CHARACTERS = 300;
/** A line of a solution that only its starter contains (see starter.ts). */
const KEPT_FOR_STARTER = /^\s*\/\/=(?: |$)/;

/** Compares the files a learner edits, then the files that were added. */
export function compareFiles(input: FilesInput): FileComparison[] {
  const { edits, known, reference, submission, unread, between } = input;
  const ours = new Set([...edits, ...known]);
  const others = between === undefined ? [] : [...reference.keys()];
  const extra = [...new Set([...others, ...submission.keys(), ...unread.keys()])].filter((file) => !ours.has(file));
  let left = TOTAL_LIMIT_ROWS;
  return [...edits, ...extra].map((file) => {
    const comparison = withinLimit(compareFile(file, input), Math.min(left, FILE_LIMIT_ROWS));
    left -= comparison.rows.length;
    return comparison;
  });
}

function withinLimit(comparison: FileComparison, limit: number): FileComparison {
  const { rows } = comparison;
  return rows.length <= limit
    ? comparison
    : { ...comparison, rows: rows.slice(0, limit), leftOut: rows.length - limit };
}

function compareFile(file: string, { starter, reference, submission, unread, between }: FilesInput): FileComparison {
  const why = unread.get(file);
  if (why !== undefined) return { ...nothing(file), status: "not-compared", why };
  const own = submission.get(file);
  const theirs = reference.get(file);
  const ownLines = own === undefined ? undefined : linesOf(own);
  const shown = between === undefined ? withoutRegions : linesOf;
  const theirLines = theirs === undefined ? undefined : shown(theirs, file);
  if (ownLines === undefined) return { ...nothing(file), ...onlyInReference(theirLines ?? []) };
  if (theirLines === undefined) return { ...nothing(file), ...onlyInSubmission(ownLines) };

  const begun = linesOf(starter.get(file) ?? "");
  const rows = diffLines(theirLines, ownLines, begun);
  if (rows === undefined)
    return {
      ...nothing(file),
      status: "not-compared",
      why: `more than ${MAX_CHANGED_LINES.toLocaleString("en")} lines differ`,
    };
  const changed = rows.filter((row) => row.kind === "changed");
  return {
    ...nothing(file),
    status: changed.length === 0 ? "alike" : "changed",
    untouched: starter.has(file) && sameLines(ownLines, begun),
    removed: changed.filter((row) => row.removed !== null).length,
    added: changed.filter((row) => row.added !== null).length,
    rows,
  };
}

function onlyInReference(lines: readonly Line[]): Pick<FileComparison, "status" | "removed" | "rows"> {
  const rows = lines.map((line): DiffRow => ({ kind: "changed", removed: wholeLine(line), added: null }));
  return { status: "missing", removed: lines.length, rows };
}

function onlyInSubmission(lines: readonly Line[]): Pick<FileComparison, "status" | "added" | "rows"> {
  const rows = lines.map((line): DiffRow => ({ kind: "changed", removed: null, added: wholeLine(line) }));
  return { status: "added", added: lines.length, rows };
}

function nothing(file: string): FileComparison {
  return {
    file: sanitizeLine(file, { maxChars: NAME_CHARACTERS }),
    status: "alike",
    untouched: false,
    why: null,
    removed: 0,
    added: 0,
    rows: [],
    leftOut: 0,
  };
}

/** The lines of the reference without the markers of its exercises. */
function withoutRegions(source: string, file: string): Line[] {
  const lines = linesOf(source);
  const dropped = new Set<number>();
  for (const { startLine, endLine } of regionsOf(source, file)) {
    dropped.add(startLine).add(endLine);
    for (let number = startLine + 1; KEPT_FOR_STARTER.test(lines[number - 1]?.text ?? ""); number++)
      dropped.add(number);
  }
  return lines.filter(({ number }) => !dropped.has(number));
}

/** The lines of a file, sanitized. A newline at the end of the file does not begin another line. */
function linesOf(text: string): Line[] {
  const clean = sanitizeText(text, { maxChars: FILE_LIMIT_BYTES }).replaceAll("\t", "  ").replace(/\n$/, "");
  if (clean === "") return [];
  return clean.split("\n").map((line, index) => ({
    number: index + 1,
    text: line.length > LINE_CHARACTERS ? sanitizeText(line, { maxChars: LINE_CHARACTERS }) : line,
  }));
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text.trim() === b[index]?.text.trim());
}

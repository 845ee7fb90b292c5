/** The files of a submission beside those of the reference. */
import { cleanText } from "../clean.ts";
import { regionsOf } from "../starter.ts";
import { diffLines, type DiffRow, type Line } from "./diff-lines.ts";

export interface FileComparison {
  readonly file: string;
  /** `added`: a file of the submission that the lesson does not have. */
  readonly status: "alike" | "changed" | "missing" | "added" | "unread";
  /** True when it is still word for word what the learner began with. */
  readonly untouched: boolean;
  /** Why it was not read; `null` otherwise. */
  readonly why: string | null;
  readonly removed: number;
  readonly added: number;
  readonly rows: readonly DiffRow[];
}

export interface FilesInput {
  /** The files a learner edits, in reading order. */
  readonly edits: readonly string[];
  /** Names that come with the lesson: what has them too has added nothing. */
  readonly known: readonly string[];
  readonly starter: ReadonlyMap<string, string>;
  readonly reference: ReadonlyMap<string, string>;
  readonly submission: ReadonlyMap<string, string>;
  readonly unread: ReadonlyMap<string, string>;
  /** Whether the reference is another submission: then it has no marks of exercises, and may have files of its own. */
  readonly between?: "submissions" | undefined;
}

const FILE_CHARACTERS = 300_000;
const LINE_CHARACTERS = 2_000;
/** A line of a solution that stands only in its starter (see starter.ts). */
const KEPT_FOR_STARTER = /^\s*\/\/=(?: |$)/;

/** Compares the files a learner edits, then lists the files that were added to them. */
export function compareFiles(input: FilesInput): FileComparison[] {
  const { edits, known, reference, submission, unread, between } = input;
  const ours = new Set([...edits, ...known]);
  const others = between === undefined ? [] : [...reference.keys()];
  const extra = [...new Set([...others, ...submission.keys()])].filter((file) => !ours.has(file));
  const closed = [...unread.keys()].filter((file) => !ours.has(file) && !extra.includes(file));
  return [
    ...edits.map((file) => compareFile(file, input)),
    ...extra.map((file) => compareFile(file, input)),
    ...closed.map((file) => unreadFile(file, unread.get(file) ?? "")),
  ];
}

function compareFile(
  file: string,
  { edits, starter, reference, submission, unread, between }: FilesInput,
): FileComparison {
  const own = submission.get(file);
  const theirs = reference.get(file);
  if (own === undefined) {
    const why = unread.get(file);
    return why === undefined ? { ...nothing(file), status: "missing" } : unreadFile(file, why);
  }
  const isOwn = theirs === undefined && (between !== undefined || !edits.includes(file));
  if (isOwn) return unread.has(file) ? unreadFile(file, unread.get(file) ?? "") : addedFile(file, own);
  const begun = linesOf(starter.get(file) ?? "");
  const lines = linesOf(own);
  const told = between === undefined ? withoutRegions(theirs ?? "", file) : linesOf(theirs ?? "");
  const rows = diffLines(told, lines, begun);
  const removed = rows.filter(({ kind }) => kind === "removed").length;
  const added = rows.filter(({ kind }) => kind === "added").length;
  const untouched = starter.has(file) && sameLines(lines, begun);
  return { ...nothing(file), status: removed + added === 0 ? "alike" : "changed", untouched, removed, added, rows };
}

function addedFile(file: string, text: string): FileComparison {
  const rows = linesOf(text).map((line): DiffRow => ({
    kind: "added",
    line: line.number,
    parts: [{ text: line.text, changed: false }],
  }));
  return { ...nothing(file), status: "added", added: rows.length, rows };
}

function unreadFile(file: string, why: string): FileComparison {
  return { ...nothing(file), status: "unread", why };
}

function nothing(file: string): FileComparison {
  return { file, status: "alike", untouched: false, why: null, removed: 0, added: 0, rows: [] };
}

/** The text of a solution's file without what only marks the exercises in it, fit to be shown. */
export function referenceText(source: string, file: string): string {
  return textOf(withoutRegions(source, file));
}

/** The text of anybody's file, fit to be shown. */
export function shownText(source: string): string {
  return textOf(linesOf(source));
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => `${text}\n`).join("");
}

/** The reference without what only marks the exercises in it. */
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

/** The lines of a file, fit to be shown; the newline at its end begins no further one. */
function linesOf(text: string): Line[] {
  const clean = cleanText(text, { maxChars: FILE_CHARACTERS }).replaceAll("\t", "  ").replace(/\n$/, "");
  if (clean === "") return [];
  return clean.split("\n").map((line, index) => ({
    number: index + 1,
    text: line.length > LINE_CHARACTERS ? cleanText(line, { maxChars: LINE_CHARACTERS }) : line,
  }));
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text.trim() === b[index]?.text.trim());
}

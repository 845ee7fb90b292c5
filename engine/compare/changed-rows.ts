/** The lines of one change: similar lines side by side, with the words that differ. */
import { diffWordsWithSpace } from "diff";
import { align, type Likeness } from "./align.ts";
import type { ChangedLine, ChangedRow, LinePart } from "./file-comparison.ts";

/** A line with its 1-based number in its own file, which differs from its index when lines were left out. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Words are not compared in longer lines, in blocks with more pairs of lines, or when more words differ. */
const WORD_LIMIT_CHARACTERS = 400;
const WORD_LIMIT_PAIRS = 2_500;
const WORD_LIMIT_EDITS = 100;

/** Pairs both sides of a change, in order. Lines without a similar line on the other side are paired by position. */
export function changedRows(removed: readonly Line[], added: readonly Line[]): ChangedRow[] {
  if (removed.length * added.length > WORD_LIMIT_PAIRS) return besideEachOther(removed, added);
  const wordSets = new Map([...removed, ...added].map((line) => [line, wordsOf(line.text)]));
  const rows: ChangedRow[] = [];
  let [left, right]: [Line[], Line[]] = [[], []];
  const flush = () => {
    rows.push(...besideEachOther(left, right));
    [left, right] = [[], []];
  };
  for (const { reference, submission } of align(removed, added, (a, b) => likenessOf(a, b, wordSets))) {
    const theirs = reference === undefined ? undefined : removed[reference];
    const own = submission === undefined ? undefined : added[submission];
    if (theirs !== undefined && own !== undefined) {
      flush();
      rows.push(versions(theirs, own));
    } else if (theirs !== undefined) left.push(theirs);
    else if (own !== undefined) right.push(own);
  }
  flush();
  return rows;
}

/** A line without marked words. */
export function wholeLine({ number, text }: Line): ChangedLine {
  return { line: number, parts: [{ text, changed: false }] };
}

function besideEachOther(removed: readonly Line[], added: readonly Line[]): ChangedRow[] {
  const side = (line: Line | undefined) => (line === undefined ? null : wholeLine(line));
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => ({
    kind: "changed",
    removed: side(removed[index]),
    added: side(added[index]),
  }));
}

/** Marks the words that differ between two similar lines. Indentation never counts as changed. */
function versions(theirs: Line, own: Line): ChangedRow {
  const [before, beforeIndent] = indented(theirs.text);
  const [after, afterIndent] = indented(own.text);
  const changes = diffWordsWithSpace(before, after, { maxEditLength: WORD_LIMIT_EDITS });
  if (changes === undefined) return { kind: "changed", removed: wholeLine(theirs), added: wholeLine(own) };
  const parts = (side: "removed" | "added"): LinePart[] =>
    changes
      .filter((change) => !change[side === "removed" ? "added" : "removed"])
      .map((change) => ({ text: change.value, changed: change[side] }));
  return {
    kind: "changed",
    removed: { line: theirs.number, parts: [...beforeIndent, ...parts("removed")] },
    added: { line: own.number, parts: [...afterIndent, ...parts("added")] },
  };
}

function indented(line: string): [text: string, indent: LinePart[]] {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  return [text, indent === "" ? [] : [{ text: indent, changed: false }]];
}

const NO_WORDS: ReadonlySet<string> = new Set();

type WordSets = ReadonlyMap<Line, ReadonlySet<string>>;

/** Compares two lines by the share of words they have in common. */
function likenessOf(a: Line, b: Line, wordSets: WordSets): Likeness {
  if (a.text.length > WORD_LIMIT_CHARACTERS || b.text.length > WORD_LIMIT_CHARACTERS) return "unlike";
  if (a.text.trim() === b.text.trim()) return "same";
  const [words, others] = [wordSets.get(a) ?? NO_WORDS, wordSets.get(b) ?? NO_WORDS];
  let shared = 0;
  for (const word of words) if (others.has(word)) shared++;
  const share = (2 * shared) / Math.max(1, words.size + others.size);
  return share >= 0.75 ? "wording" : share >= 0.5 ? "different" : "unlike";
}

function wordsOf(text: string): Set<string> {
  return new Set<string>(text.length > WORD_LIMIT_CHARACTERS ? [] : text.match(/\w+|[^\s\w]/g));
}

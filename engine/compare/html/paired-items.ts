import type { DiagramItem } from "../../diagram/items.ts";
import { SILENCE_MS } from "../../diagram/items.ts";
import type { ItemPair } from "../../diagram/paired-layout.ts";
import { count, duration } from "../../text/phrases.ts";
import { payloadOf } from "../../text/wire.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { isDifference, type Row } from "../row.ts";
import type { SideNames } from "../side-names.ts";

const BLANK: DiagramItem = { kind: "blank" };
const TEXT_COLUMNS = 2_000;
/** Shorter runs are not folded, because it would save no space. */
const MIN_FOLD = 3;

/**
 * The items of two aligned diagrams: on the left the reference, on the right the submission with remarks where it
 * differs.
 */
export function pairedItems(rows: readonly Row[], names: SideNames): ItemPair[] {
  const pairs: ItemPair[] = [];
  let [theirsAt, ownAt] = [0, 0];
  let notSent: Row[] = [];
  const fold = () => {
    pairs.push(...notSentPairs(notSent, names));
    notSent = [];
  };
  for (const [index, row] of rows.entries()) {
    if (row.mark === "not-sent") {
      notSent.push(row);
      continue;
    }
    fold();
    const { reference, submission } = row;
    const quiet = silence(reference, theirsAt);
    const ownQuiet = silence(submission, ownAt);
    if (quiet !== undefined || ownQuiet !== undefined) pairs.push([quiet ?? BLANK, ownQuiet ?? BLANK]);
    theirsAt = reference?.at ?? theirsAt;
    ownAt = submission?.at ?? ownAt;
    pairs.push([leftItem(row, index), rightItem(row, index, names)]);
  }
  fold();
  return pairs;
}

/** Folds events whose prompts were not sent to the other server, because the check had already failed. */
function notSentPairs(rows: readonly Row[], names: SideNames): ItemPair[] {
  if (rows.length < MIN_FOLD) return rows.map((row, index) => [leftItem(row, index), rightItem(row, index, names)]);
  const note = (events: readonly (TranscriptEvent | null)[]): DiagramItem => {
    const [first] = events.filter((event) => event !== null);
    if (first === undefined) return BLANK;
    const text = `${count(events.filter((event) => event !== null).length, "event")}; not sent to the other server`;
    return {
      kind: "event",
      event: { at: first.at, peer: "", dir: "none", kind: "note", text },
      index: -1,
      offending: false,
      remark: "",
    };
  };
  return [[note(rows.map(({ reference }) => reference)), note(rows.map(({ submission }) => submission))]];
}

function silence(event: TranscriptEvent | null, before: number): DiagramItem | undefined {
  const ms = event === null ? 0 : event.at - before;
  return ms >= SILENCE_MS ? { kind: "silence", ms } : undefined;
}

function leftItem({ reference }: Row, index: number): DiagramItem {
  if (reference === null) return BLANK;
  return { kind: "event", event: reference, index, offending: false, remark: "" };
}

function rightItem(row: Row, index: number, names: SideNames): DiagramItem {
  const { mark, reference, submission } = row;
  if (submission !== null)
    return { kind: "event", event: submission, index, offending: isDifference(mark), remark: remarkOf(row, names) };
  if (mark !== "missing" || reference === null) return BLANK;
  // An end has no direction, so it cannot be drawn as a missing arrow.
  if (reference.dir === "none")
    return { kind: "event", event: noteOf(reference), index, offending: true, remark: "missing" };
  return { kind: "missing", peer: reference.peer, text: payloadOf(reference, TEXT_COLUMNS), remark: "missing" };
}

function noteOf({ at, peer, text }: TranscriptEvent): TranscriptEvent {
  return { at, peer, text, dir: "none", kind: "note" };
}

/** A short remark about the submission. */
export function remarkOf({ mark, lateMs }: Row, names: SideNames): string {
  switch (mark) {
    case "sent":
    case "same":
      return "";
    case "wording":
      return "other wording";
    case "late":
      return `${duration(lateMs ?? 0)} later`;
    case "moved":
      return `moved: elsewhere in ${names.reference.short}`;
    case "not-observed":
      return "the other client had left";
    case "not-sent":
      return "not sent";
    case "missing":
    case "extra":
    case "different":
      return mark;
  }
}

import type { DiagramItem } from "../../diagram/items.ts";
import { SILENCE_MS } from "../../diagram/items.ts";
import type { ItemPair } from "../../diagram/paired-layout.ts";
import { duration } from "../../report/phrases.ts";
import { payloadOf } from "../../report/wire.ts";
import type { TranscriptEvent } from "../../verdict.ts";
import { isDifference, type Row } from "../row.ts";
import type { SideNames } from "../side-names.ts";

const BLANK: DiagramItem = { kind: "blank" };
const TEXT_COLUMNS = 2_000;

/** What two aligned diagrams show: on the left the reference, on the right the submission with a remark where it differs. */
export function pairedItems(rows: readonly Row[], names: SideNames): ItemPair[] {
  const pairs: ItemPair[] = [];
  let [theirsAt, ownAt] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const { reference, submission } = row;
    const quiet = silence(reference, theirsAt);
    const ownQuiet = silence(submission, ownAt);
    if (quiet !== undefined || ownQuiet !== undefined) pairs.push([quiet ?? BLANK, ownQuiet ?? BLANK]);
    theirsAt = reference?.at ?? theirsAt;
    ownAt = submission?.at ?? ownAt;
    pairs.push([leftItem(row, index), rightItem(row, index, names)]);
  }
  return pairs;
}

function silence(event: TranscriptEvent | null, before: number): DiagramItem | undefined {
  const ms = event === null ? 0 : event.at - before;
  return ms >= SILENCE_MS ? { kind: "silence", ms } : undefined;
}

function leftItem({ reference, submission, mark }: Row, index: number): DiagramItem {
  if (reference === null) return BLANK;
  const remark = submission === null && mark === "not-held" ? "not held: the check had failed before" : "";
  return { kind: "event", event: reference, index, offending: false, remark };
}

function rightItem(row: Row, index: number, names: SideNames): DiagramItem {
  const { mark, reference, submission } = row;
  if (submission !== null)
    return { kind: "event", event: submission, index, offending: isDifference(mark), remark: remarkOf(row, names) };
  if (mark !== "missing" || reference === null) return BLANK;
  return { kind: "missing", peer: reference.peer, text: payloadOf(reference, TEXT_COLUMNS), remark: "missing" };
}

/** What a row says about the submission, in a few words. */
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
    case "unheard":
      return "the other client had left";
    case "not-held":
      return "not held";
    case "missing":
    case "extra":
    case "different":
      return mark;
  }
}

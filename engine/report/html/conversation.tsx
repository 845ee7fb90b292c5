import type { JSX } from "preact";
import { itemsOf, type DiagramItem } from "../../diagram/items.ts";
import { layoutItems } from "../../diagram/layout.ts";
import { SequenceDiagram } from "../../diagram/sequence-diagram.tsx";
import { TranscriptTable } from "../../diagram/transcript-table.tsx";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { CheckResult } from "../../verdict.ts";
import { count } from "../../text/phrases.ts";
import { nameOf } from "../export/words.ts";

/** How many rows of a long conversation are shown from its beginning and from its end. */
const FIRST_ITEMS = 8;
const LAST_ITEMS = 24;

/** The conversation of one check as a diagram, and the same as a collapsed table. */
export function Conversation({ check }: { readonly check: CheckResult }): JSX.Element | null {
  if (check.transcript.length === 0) return null;
  const layout = layoutItems(excerpt(itemsOf(check.transcript, check.failure)));
  const label = `The conversation of check ${nameOf(check)}`;
  return (
    <figure>
      <div class="scroll" role="group" aria-label={label} tabIndex={0}>
        <SequenceDiagram layout={layout} label={`${label}, as a sequence diagram; the table below says the same`} />
      </div>
      <details>
        <summary>the same as text</summary>
        <div class="scroll" role="group" aria-label={`${label}, as text`} tabIndex={0}>
          <TranscriptTable layout={layout} caption={label} />
        </div>
      </details>
    </figure>
  );
}

/** The beginning and the end, with a count of the rows in between. Offending and missing events always stay. */
function excerpt(items: readonly DiagramItem[]): DiagramItem[] {
  if (items.length <= FIRST_ITEMS + LAST_ITEMS + 1) return [...items];
  const middle = items.slice(FIRST_ITEMS, -LAST_ITEMS);
  const kept = middle.filter((item) => item.kind === "missing" || (item.kind === "event" && item.offending));
  return [
    ...items.slice(0, FIRST_ITEMS),
    remark(items[FIRST_ITEMS], `${count(middle.length - kept.length, "more row")} not shown here`),
    ...kept,
    ...items.slice(-LAST_ITEMS),
  ];
}

function remark(first: DiagramItem | undefined, text: string): DiagramItem {
  const at = first?.kind === "event" ? first.event.at : Number.NaN;
  const event: TranscriptEvent = { at, peer: "", dir: "none", kind: "note", text };
  return { kind: "event", event, index: -1, offending: false, remark: "" };
}

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { diagramSvg, transcriptJsonl } from "../../../diagram/export.tsx";
import { layoutOf, type DiagramRow } from "../../../diagram/layout.ts";
import { TranscriptTable } from "../../../diagram/transcript-table.tsx";
import type { TranscriptEvent } from "../../../transcript-event.ts";
import type { Failure } from "../../../verdict.ts";
import { navigate } from "../route.ts";
import { count } from "../../../text/phrases.ts";
import { DiagramWindow } from "./diagram-window.tsx";
import { download } from "./download.ts";
import { EventDetail } from "./event-detail.tsx";
import { useWidth } from "./use-width.ts";

/** The number of visible rows of the table. */
const TABLE_ROWS = 200;

export interface ConversationProps {
  readonly transcript: readonly TranscriptEvent[];
  readonly failure: Failure | null;
  /** For example `check 2.1`. */
  readonly name: string;
  /** The index in the transcript of the event in the address. */
  readonly event: number | undefined;
  /** The address of an event, by its index in the transcript. */
  readonly hrefOf: (event: number) => string;
}

/** A conversation as a diagram, with the full payload of one event, and as a table. */
export function Conversation({ transcript, failure, name, event, hrefOf }: ConversationProps): JSX.Element {
  const [place, width] = useWidth<HTMLDivElement>();
  const layout = useMemo(() => layoutOf(transcript, failure, { width }), [transcript, failure, width]);
  const chosen = layout.rows.find(({ item }) => item.kind === "event" && item.index === event);
  const [hovered, setHovered] = useState<DiagramRow>();
  const telling = layout.rows.find(({ item }) => item.kind === "missing" || (item.kind === "event" && item.offending));
  // The hovered row may belong to an earlier layout.
  const row = (hovered === undefined ? undefined : layout.rows[hovered.index]) ?? chosen ?? telling ?? layout.rows[0];
  const hrefOfRow = ({ item }: DiagramRow) => (item.kind === "event" ? hrefOf(item.index) : undefined);
  const file = name.replaceAll(/[^\w.-]+/g, "-");
  return (
    <div class="conversation">
      <div class="picture-side" ref={place}>
        <DiagramWindow
          layout={layout}
          label={`The conversation of ${name}`}
          current={chosen?.index}
          inView={(chosen ?? telling)?.index}
          onShow={setHovered}
          onChoose={(picked) => {
            const href = hrefOfRow(picked);
            if (href !== undefined) navigate(href, { replace: true });
          }}
        />
        <p class="figure-head">
          <span>{count(transcript.length, "event")}</span>
          <span>
            Save as{" "}
            <button
              type="button"
              class="plain"
              onClick={() =>
                download(`${file}.svg`, "image/svg+xml", diagramSvg(layout, `The conversation of ${name}`))
              }
            >
              SVG
            </button>{" "}
            <button
              type="button"
              class="plain"
              onClick={() => download(`${file}.jsonl`, "application/jsonl", transcriptJsonl(transcript))}
            >
              JSONL
            </button>
          </span>
        </p>
      </div>
      <aside class="event-detail" aria-label="Payload">
        {row !== undefined && <EventDetail item={row.item} href={hrefOfRow(row)} />}
      </aside>
      <Table layout={layout} name={name} />
    </div>
  );
}

function Table({ layout, name }: { readonly layout: ReturnType<typeof layoutOf>; readonly name: string }): JSX.Element {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(layout.rows.length / TABLE_ROWS));
  const now = Math.min(page, pages - 1);
  const rows = layout.rows.slice(now * TABLE_ROWS, (now + 1) * TABLE_ROWS);
  return (
    <div class="table-side">
      <div class="table" tabIndex={0} role="region" aria-label={`Table of ${name}`}>
        <TranscriptTable layout={{ ...layout, rows }} caption={`The conversation of ${name}`} />
      </div>
      {pages > 1 && (
        <p class="bar small">
          <button type="button" disabled={now === 0} onClick={() => setPage(now - 1)}>
            Earlier
          </button>
          <span class="numeric">
            rows {now * TABLE_ROWS + 1} to {now * TABLE_ROWS + rows.length} of {layout.rows.length}
          </span>
          <button type="button" disabled={now === pages - 1} onClick={() => setPage(now + 1)}>
            Later
          </button>
        </p>
      )}
    </div>
  );
}

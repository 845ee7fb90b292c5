import { payloadOf } from "../../../text/wire.ts";
import { bytesOf } from "../../../transcript-event.ts";
import type { JSX } from "preact";
import type { ConsoleEvent } from "../../api-console.ts";
import { navigate } from "../route.ts";
import { size } from "../state/sentences.ts";
import { EventDetail } from "./event-detail.tsx";
import { HeaderList } from "./header-list.tsx";
import { WindowedTable } from "./windowed-table.tsx";

const ROW_HEIGHT = 30;
/** Longer texts do not fit into a line; the whole payload is shown below. */
const SHOWN_CHARACTERS = 400;

const COLUMNS = [
  { name: "time", class: "time" },
  { name: "client", class: "client" },
  { name: "way", class: "way" },
  { name: "size", class: "size" },
  { name: "what", class: "said" },
] as const;

/** Instead of a direction. The texts of network events begin with the word already. */
const wordFor = (kind: ConsoleEvent["kind"]) => (kind === "network" ? "" : kind);

const WAYS = { out: ["→", "sent"], in: ["←", "received"] } as const;

export interface FramesProps {
  readonly events: readonly ConsoleEvent[];
  /** The number of the event in the address. */
  readonly chosen: number | undefined;
  readonly hrefOf: (n: number) => string;
}

/** The frames in both directions, one line each, with the chosen one in full. */
export function Frames({ events, chosen, hrefOf }: FramesProps): JSX.Element {
  const place = chosen === undefined ? -1 : events.findIndex(({ n }) => n === chosen);
  if (events.length === 0) return <p class="frames-none soft small">Nothing has gone over the wire.</p>;
  const detail = place === -1 ? undefined : events[place];
  return (
    <>
      <WindowedTable
        label="Frames"
        columns={COLUMNS}
        count={events.length}
        rowHeight={ROW_HEIGHT}
        current={place === -1 ? undefined : place}
        row={(index) => {
          const event = events[index];
          return event === undefined ? (
            <tr key={index} />
          ) : (
            <Frame key={event.n} event={event} index={index} isChosen={event.n === chosen} href={hrefOf(event.n)} />
          );
        }}
      />
      {detail !== undefined && (
        <div class="event-detail">
          {detail.meaning !== undefined && <p>{detail.meaning}</p>}
          {detail.tookMs !== undefined && <p class="small soft">answered after {detail.tookMs} ms</p>}
          {detail.headers !== undefined && detail.headers.length > 0 && <HeaderList headers={detail.headers} />}
          <EventDetail
            item={{ kind: "event", event: detail, index: detail.n, offending: false, remark: "" }}
            href={undefined}
          />
        </div>
      )}
    </>
  );
}

interface FrameProps {
  readonly event: ConsoleEvent;
  readonly index: number;
  readonly isChosen: boolean;
  readonly href: string;
}

function Frame({ event, index, isChosen, href }: FrameProps): JSX.Element {
  const { n, at, peer, dir, kind, meaning } = event;
  const bytes = bytesOf(event);
  const said = payloadOf(event, SHOWN_CHARACTERS);
  return (
    <tr
      id={`frame-${n}`}
      aria-rowindex={index + 2}
      aria-current={isChosen ? "true" : undefined}
      onClick={() => navigate(href, { replace: true })}
    >
      <td class="time">{(at / 1_000).toFixed(3)}</td>
      <td class="client">{peer}</td>
      <td class="way">
        {dir === "none" ? (
          wordFor(kind)
        ) : (
          <>
            {WAYS[dir][0]} <span class="word">{WAYS[dir][1]}</span>
          </>
        )}
      </td>
      <td class="size">{bytes === undefined ? "" : size(bytes)}</td>
      <td class="said">
        <a href={href}>{said === "" ? `(empty ${kind})` : said}</a>
        {meaning !== undefined && <span class="explained"> {meaning}</span>}
      </td>
    </tr>
  );
}

/** The text of a diagram's row, used in the drawing, in the table and for screen readers. */
import { sanitizeLine } from "../text/sanitize-text.ts";
import { count, duration } from "../text/phrases.ts";
import { displayWidth, shortened } from "../text/width.ts";
import { payloadOf } from "../text/wire.ts";
import { bytesOf } from "../transcript-event.ts";
import { SERVER } from "./layout.ts";
import type { DiagramItem } from "./items.ts";

export interface RowWords {
  /** For example `26 ms`; empty when the row has no time. */
  readonly time: string;
  /** Sender and recipient, for example `client-1 to server`; empty when the row belongs to no client. */
  readonly way: string;
  /** The payload or what happened. */
  readonly what: string;
  /** `not as expected`, `expected, never came`, or another remark; empty when there is nothing to remark. */
  readonly remark: string;
}

const PEER_CHARACTERS = 24;
const TEXT_COLUMNS = 2_000;
/** Legal in UTF-16, but not in XML 1.0 (section 2.2), and a diagram may become an SVG file. */
const NONCHARACTERS = /[\ufffe\uffff]/g;

/** The texts of a row. `what` takes at most `columns` columns. */
export function wordsOf(item: DiagramItem, columns: number = TEXT_COLUMNS): RowWords {
  switch (item.kind) {
    case "blank":
      return { time: "", way: "", what: "", remark: "" };
    case "silence":
      return { time: "", way: "", what: `nothing for ${duration(item.ms)}`, remark: "" };
    case "missing":
      return {
        time: "",
        way: `${SERVER} to ${peerName(item.peer)}`,
        what: shortened(plainText(item.text), columns),
        remark: item.remark,
      };
    case "event": {
      const { event, remark } = item;
      const peer = peerName(event.peer);
      const ways = { out: `${peer} to ${SERVER}`, in: `${SERVER} to ${peer}`, none: peer };
      return {
        time: `${Number.isFinite(event.at) ? Math.round(event.at) : "?"} ms`,
        way: ways[event.dir],
        // A shortened payload is shown with its size; any other text is simply cut.
        what: shortened(plain(payloadOf(event, columns)), columns),
        remark,
      };
    }
  }
}

/** The row as one phrase for screen readers. */
export function spoken(item: DiagramItem): string {
  const { time, way, what, remark } = wordsOf(item);
  const bytes = item.kind === "event" ? bytesOf(item.event) : undefined;
  const size = bytes === undefined ? "" : count(bytes, "byte");
  return [time, way, size, what, remark].filter((part) => part !== "").join(", ");
}

/** True when `wordsOf` with this many columns leaves something out. */
export function isShortened(item: DiagramItem, columns: number): boolean {
  return displayWidth(wordsOf(item).what) > columns;
}

/** A client's name, sanitized and capped. */
export function peerName(peer: string): string {
  return plain(sanitizeLine(peer, { maxChars: PEER_CHARACTERS }));
}

/** Any text on one line, sanitized, capped and legal in XML. */
export function plainText(text: string): string {
  return plain(sanitizeLine(text, { maxChars: TEXT_COLUMNS }));
}

function plain(text: string): string {
  return text.replace(NONCHARACTERS, "");
}

/** The conversation of one check, one line for each event. */
import { kindOf } from "../kit/transports/event-kinds.ts";
import { bytesOf, isRemark, type TranscriptEvent } from "../transcript-event.ts";
import { sanitizeLine } from "./sanitize-text.ts";
import { hang, isNarrow, type Page } from "./layout.ts";
import { count } from "./phrases.ts";
import { displayWidth, shortened } from "./width.ts";

/** How many events of a long conversation are shown from its beginning and from its end. */
const FIRST_EVENTS = 3;
const LAST_EVENTS = 9;
/** How many lines one payload may take, also on a narrow page. */
const PAYLOAD_LINES = 2;
const PAYLOAD_LINES_NARROW = 3;

/** The events as lines, under the label whose prefix is given. */
export function wireLines(page: Page, label: string, transcript: readonly TranscriptEvent[]): string[] {
  if (transcript.length === 0) return [];
  const left = transcript.length - FIRST_EVENTS - LAST_EVENTS;
  // A note in place of a single event would not be shorter.
  const cut = left > 1;
  const shown = cut ? [...transcript.slice(0, FIRST_EVENTS), ...transcript.slice(-LAST_EVENTS)] : transcript;
  const events = columnsOf(shown).map(({ before, event }) => eventLines(page, label, before, event));
  if (cut) events.splice(FIRST_EVENTS, 0, [`${eventIndent(page, label)}${page.colors.dim(`... ${left} more`)}`]);
  const lines = events.flat();
  const { dim } = page.colors;
  if (isNarrow(page)) return [dim(label.trimEnd()), ...lines];
  return lines.map((line, index) => (index === 0 ? dim(label) + line.slice(label.length) : line));
}

/** All events as lines, each after the indentation. */
export function conversationLines(page: Page, indent: string, transcript: readonly TranscriptEvent[]): string[] {
  return columnsOf(transcript).flatMap(({ before, event }) => eventLines(page, indent, before, event));
}

/** Time, peer and arrow of each event, padded into columns. */
function columnsOf(events: readonly TranscriptEvent[]): { before: string; event: TranscriptEvent }[] {
  const times = events.map(({ at }) => `${Number.isFinite(at) ? Math.round(at) : "?"} ms`);
  const peers = events.map(({ peer }) => sanitizeLine(peer, { maxChars: 20 }));
  const timeWidth = Math.max(...times.map((time) => time.length));
  const peerWidth = Math.max(...peers.map(displayWidth));
  return events.map((event, index) => {
    const peer = peers[index] ?? "";
    return {
      event,
      before: `${(times[index] ?? "").padStart(timeWidth)}  ${peer}${" ".repeat(peerWidth - displayWidth(peer))} ${arrowOf(event)} `,
    };
  });
}

/** Next to the label where there is room; else below it, with further lines indented by two columns. */
function eventLines(page: Page, label: string, before: string, event: TranscriptEvent): string[] {
  const indent = eventIndent(page, label);
  if (!isNarrow(page))
    return hang(
      page,
      indent + before,
      payloadOf(event, (page.columns - displayWidth(indent + before)) * PAYLOAD_LINES),
    );
  const rest = `${indent}  `;
  const room = page.columns - rest.length;
  return hang(page, indent, before + payloadOf(event, room * PAYLOAD_LINES_NARROW - displayWidth(before)), { rest });
}

function eventIndent(page: Page, label: string): string {
  return isNarrow(page) ? `${/^ */.exec(label)?.[0] ?? ""}  ` : " ".repeat(displayWidth(label));
}

/** Two characters wide: `->` to the server, `<-` from it, `x` for what ended a connection, `..` for a remark and for
 * what a program prints. */
export function arrowOf(event: TranscriptEvent): string {
  if (event.dir === "out") return "->";
  if (event.dir === "in") return "<-";
  return isRemark(event) || event.kind === "line" ? ".." : "x ";
}

/** The text of an event. Payloads are shortened to `columns`, with their size; everything else stays whole. */
export function payloadOf(event: TranscriptEvent, columns: number): string {
  const { before, empty, isPayload = false } = kindOf(event);
  const first = sanitizeLine(before?.(event) ?? "", { maxChars: 200 });
  const text = sanitizeLine(event.text, { maxChars: 2_000 });
  if (text === "" && empty !== undefined) return (first + empty).trimEnd();
  if (!isPayload && before === undefined) return text;
  const room = Math.max(1, columns - displayWidth(first));
  const short = shortened(text, room);
  if (short === text || !isPayload) return first + short;
  const size = bytesOf(event);
  const note = size === undefined ? "" : ` (${count(size, "byte")})`;
  return first + shortened(text, Math.max(12, room - note.length)) + note;
}

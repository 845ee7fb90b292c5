/** The conversation of one check, one line for each event. */
import { kindOf } from "../kit/transports/event-kinds.ts";
import { bytesOf, isRemark, type TranscriptEvent } from "../transcript-event.ts";
import { sanitizeLine } from "./sanitize-text.ts";
import { hang, isNarrow, type Page } from "./layout.ts";
import { count } from "./phrases.ts";
import { displayWidth, shortened } from "./width.ts";

/** How many events of a long conversation are shown from its beginning, and up to where it went wrong or ended. */
const FIRST_EVENTS = 3;
const LAST_EVENTS = 9;
/** How many events are shown after the one where it went wrong. */
const EVENTS_AFTER = 4;
/** How many lines one payload may take, also on a narrow page. */
const PAYLOAD_LINES = 2;
const PAYLOAD_LINES_NARROW = 3;

/**
 * The events as lines, under the label whose prefix is given.
 * @param wrongAt index of the event where it went wrong, which is shown. @default the last one
 */
export function wireLines(
  page: Page,
  label: string,
  transcript: readonly TranscriptEvent[],
  wrongAt: number = transcript.length,
): string[] {
  if (transcript.length === 0) return [];
  const { dim } = page.colors;
  const [from, end] = partShown(transcript.length, wrongAt);
  const shown = [...transcript.slice(0, Math.min(FIRST_EVENTS, from)), ...transcript.slice(from, end)];
  const events = columnsOf(shown).map(({ before, event }) => eventLines(page, label, before, event));
  const note = (left: number) => [`${eventIndent(page, label)}${dim(`... ${left} more`)}`];
  if (from > FIRST_EVENTS) events.splice(FIRST_EVENTS, 0, note(from - FIRST_EVENTS));
  if (end < transcript.length) events.push(note(transcript.length - end));
  const lines = events.flat();
  if (isNarrow(page)) return [dim(label.trimEnd()), ...lines];
  return lines.map((line, index) => (index === 0 ? dim(label) + line.slice(label.length) : line));
}

/** The part that is shown beside the first events. A note in place of a single event would not be shorter. */
function partShown(length: number, wrongAt: number): [from: number, end: number] {
  if (length <= FIRST_EVENTS + LAST_EVENTS + 1) return [0, length];
  const after = Math.max(wrongAt + 1 + EVENTS_AFTER, FIRST_EVENTS + LAST_EVENTS);
  const end = length - after <= 1 ? length : after;
  const from = end - LAST_EVENTS;
  return [from - FIRST_EVENTS <= 1 ? 0 : from, end];
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

/** The conversation of one check, one line for each event. */
import { kindOf } from "../kit/transports/event-kinds.ts";
import { bytesOf, isRemark, type TranscriptEvent } from "../transcript-event.ts";
import { sanitizeLine } from "./sanitize-text.ts";
import { hang, isNarrow, type Page } from "./layout.ts";
import { count } from "./phrases.ts";
import { displayWidth, shortened } from "./width.ts";

/** How many events of a long conversation are shown, and how many of them from its beginning. */
const EVENTS = 12;
const FIRST_EVENTS = 3;
/** How many are shown in any case of the client whom the failure is about: its first one, and the last ones. */
const LAST_OF_CLIENT = 4;
/** How many events are shown after the one where it went wrong. */
const EVENTS_AFTER = 4;
/** How many lines one payload may take, also on a narrow page. */
const PAYLOAD_LINES = 2;
const PAYLOAD_LINES_NARROW = 3;

/** What the failure says about its conversation. */
interface Focus {
  /** Index of the event where it went wrong. @default the last one */
  readonly wrongAt?: number | undefined;
  /** The client whom it is about. */
  readonly peer?: string | undefined;
}

/** The events as lines, under the label whose prefix is given: of a long conversation, those that tell what went wrong. */
export function wireLines(
  page: Page,
  label: string,
  transcript: readonly TranscriptEvent[],
  { wrongAt = transcript.length, peer }: Focus = {},
): string[] {
  if (transcript.length === 0) return [];
  const { dim } = page.colors;
  const shown = indicesShown(transcript, wrongAt, peer);
  const columns = columnsOf(
    shown.flatMap((index) => transcript[index] ?? []),
    usesSeveralServers(transcript),
  );
  const note = (left: number) => (left > 0 ? [`${eventIndent(page, label)}${dim(`... ${left} more`)}`] : []);
  const lines = columns.flatMap(({ before, event }, place) => [
    ...note((shown[place] ?? 0) - (shown[place - 1] ?? -1) - 1),
    ...eventLines(page, label, before, event),
  ]);
  lines.push(...note(transcript.length - 1 - (shown.at(-1) ?? 0)));
  if (isNarrow(page)) return [dim(label.trimEnd()), ...lines];
  return lines.map((line, index) => (index === 0 ? dim(label) + line.slice(label.length) : line));
}

/** The indices of the events that are shown, in their order. */
function indicesShown(transcript: readonly TranscriptEvent[], wrongAt: number, peer: string | undefined): number[] {
  const { length } = transcript;
  const all = [...transcript.keys()];
  if (length <= EVENTS + 1) return all;
  const end = Math.max(wrongAt + 1 + EVENTS_AFTER, EVENTS);
  const reached = all.slice(0, end);
  const before = reached.slice(0, wrongAt);
  const ofClient = before.filter((index) => transcript[index]?.peer === peer);
  const wanted = [
    ...reached.slice(wrongAt),
    ...ofClient.slice(0, 1),
    ...ofClient.slice(1).slice(-LAST_OF_CLIENT),
    ...before.slice(0, FIRST_EVENTS),
    ...before.toReversed(),
  ];
  const kept = new Set([...new Set(wanted)].slice(0, EVENTS));
  // A note in place of a single event would not be shorter.
  return all.filter((index) => {
    const isBetween = (index === 0 || kept.has(index - 1)) && (index === length - 1 || kept.has(index + 1));
    return kept.has(index) || isBetween;
  });
}

/** All events as lines, each after the indentation. */
export function conversationLines(page: Page, indent: string, transcript: readonly TranscriptEvent[]): string[] {
  const columns = columnsOf(transcript, usesSeveralServers(transcript));
  return columns.flatMap(({ before, event }) => eventLines(page, indent, before, event));
}

function usesSeveralServers(transcript: readonly TranscriptEvent[]): boolean {
  return new Set(transcript.filter((event) => isOpening(event)).map(({ server }) => server)).size > 1;
}

/** Whether a client asks a server, or connects to it. */
function isOpening({ dir, kind }: TranscriptEvent): boolean {
  return dir === "out" && (kind === "request" || kind === "upgrade");
}

/** Time, peer and arrow of each event, padded into columns; a question says which server it is for, where there are several. */
function columnsOf(
  events: readonly TranscriptEvent[],
  severalServers: boolean,
): { before: string; event: TranscriptEvent }[] {
  const times = events.map(({ at }) => `${Number.isFinite(at) ? Math.round(at) : "?"} ms`);
  const peers = events.map(({ peer }) => sanitizeLine(peer, { maxChars: 20 }));
  const timeWidth = Math.max(...times.map((time) => time.length));
  const peerWidth = Math.max(...peers.map(displayWidth));
  return events.map((event, index) => {
    const peer = peers[index] ?? "";
    const server =
      severalServers && isOpening(event) ? `${sanitizeLine(event.server ?? "server", { maxChars: 20 })}: ` : "";
    return {
      event,
      before: `${(times[index] ?? "").padStart(timeWidth)}  ${peer}${" ".repeat(peerWidth - displayWidth(peer))} ${arrowOf(event)} ${server}`,
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

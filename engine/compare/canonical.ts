/** What an event means, without what varies between two runs of the same server. */
import { kindOf } from "../kit/transports/event-kinds.ts";
import { codeOf, type TranscriptEvent } from "../transcript-event.ts";
import type { Likeness } from "./align.ts";
import { isRecord } from "../is-record.ts";
import { CUT, shownBytes } from "./shown-bytes.ts";

export interface Canonical {
  /** Events of different groups are never paired. */
  readonly group: string;
  readonly exact: string;
  /** Like `exact`, with placeholders for the fields whose wording is free. */
  readonly worded: string;
  /** Whether these are only the beginnings of what was sent, because a transcript keeps no more. */
  readonly isCut: boolean;
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;
const HTTP_TIME = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g;
/** Milliseconds since 1970, from 2017 to 2033. */
const EPOCH_MS = /\b1[5-9]\d{11}\b/g;
const ADDRESS = /(?:\b127\.0\.0\.1|\b0\.0\.0\.0|\blocalhost|\[::1?\]|(?<![\w:])::1)(?::\d{1,5})?\b/g;
const LENGTH_OF_TIME = /\b\d+(?:\.\d+)? ?m?s\b/g;

/** What one server of two puts into its answers and could as well have chosen otherwise. */
export interface Arbitrary {
  /** The real ports of its listeners. */
  readonly ports: readonly number[];
  /** Ids that it made up. */
  readonly ids: ReadonlySet<string>;
}

/** A member of a JSON object whose value is a text or a number. */
const MEMBER = /"(\w{1,45})"\s{0,9}:\s{0,9}(?:"([^"\\]{1,100})"|(\d{1,20}))/g;

/** The name of a member that names one thing, or lets one client in. */
const ID_FIELD = /^(?:id|token)$|(?:Id|Token)$/;

/** A shorter id could be a part of anything, so it counts as one only in its own field. */
const LEAST_ID_LENGTH = 6;

/** Fields that hold a sentence for people. */
const WORDED_FIELDS = ["message", "error"] as const;

export function canonicalOf(event: TranscriptEvent, arbitrary: Arbitrary): Canonical {
  const { group, isPayload = false } = kindOf(event);
  const json = event.kind === "binary" ? undefined : jsonIn(event.text);
  // Bytes are shown as text or as digits, as their whole happens to be.
  const text = event.kind === "bytes" ? shownBytes(event.text).toString("latin1") : keptOf(event.text);
  const exact = json === undefined ? text : `${json.before}${sorted(json.value, arbitrary.ids)}`;
  const worded = json === undefined ? text : `${json.before}${sorted(withoutWording(json.value), arbitrary.ids)}`;
  // An event's id may be random, so it is ignored; its name counts.
  const code = event.kind === "event" ? event.event : codeOf(event);
  const plain = (whole: string) => {
    const neutral = neutralised(whole, arbitrary);
    return `${event.kind} ${code ?? ""} ${isPayload ? neutral : neutral.replace(LENGTH_OF_TIME, "<time>")}`;
  };
  return { group, exact: plain(exact), worded: plain(worded), isCut: CUT.test(event.text) };
}

export function likenessOf(a: Canonical, b: Canonical): Likeness {
  if (a.group !== b.group) return "unlike";
  if (a.exact === b.exact || isBeginning(a, b) || isBeginning(b, a)) return "same";
  return a.worded === b.worded ? "wording" : "different";
}

/** The text without the id or the word that its end runs through, where the end was not kept. */
function keptOf(text: string): string {
  let end = text.search(CUT);
  if (end === -1) return text;
  while (end > 0 && /[\w-]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isBeginning(beginning: Canonical, whole: Canonical): boolean {
  return beginning.isCut && whole.exact.startsWith(beginning.exact);
}

/**
 * The ids in the JSON of two conversations that only one of them has. What a client sent and what a database held before
 * comes from the seed, so both have it; the others are made up by a server.
 */
export function madeUpIds(
  reference: readonly TranscriptEvent[],
  submission: readonly TranscriptEvent[],
): { readonly reference: ReadonlySet<string>; readonly submission: ReadonlySet<string> } {
  const [ids, ownIds] = [idsIn(reference), idsIn(submission)];
  return {
    reference: new Set([...ids].filter((id) => !ownIds.has(id))),
    submission: new Set([...ownIds].filter((id) => !ids.has(id))),
  };
}

/** In the text, because the JSON of a long message is cut. */
function idsIn(events: readonly TranscriptEvent[]): Set<string> {
  const members = events.flatMap(({ kind, text }) => (kind === "binary" ? [] : [...text.matchAll(MEMBER)]));
  return new Set(
    members.filter(([, field]) => ID_FIELD.test(field ?? "")).map(([, , text, number]) => text ?? number ?? ""),
  );
}

function neutralised(text: string, { ports, ids }: Arbitrary): string {
  let neutral = text
    .replace(UUID, "<id>")
    .replace(ISO_TIME, "<time>")
    .replace(HTTP_TIME, "<time>")
    .replace(EPOCH_MS, "<time>")
    .replace(ADDRESS, "<address>");
  for (const id of ids) if (id.length >= LEAST_ID_LENGTH) neutral = neutral.replaceAll(id, "<id>");
  for (const port of ports) neutral = neutral.replace(new RegExp(`\\b${port}\\b`, "g"), "<port>");
  return neutral;
}

/** The JSON object or array at the end of a text: a whole message, or the body after an HTTP status. */
function jsonIn(text: string): { before: string; value: unknown } | undefined {
  const start = text.search(/[[{]/);
  if (start === -1) return undefined;
  try {
    return { before: text.slice(0, start).trimStart(), value: JSON.parse(text.slice(start)) as unknown };
  } catch {
    return undefined;
  }
}

/** JSON with the members of every object sorted, because their order carries no meaning (RFC 8259 section 4). */
function sorted(value: unknown, madeUp: ReadonlySet<string>): string {
  return JSON.stringify(value, (field, part: unknown) => {
    const isId = ID_FIELD.test(field) && (typeof part === "string" || typeof part === "number");
    if (isId && madeUp.has(String(part))) return "<id>";
    return isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part;
  });
}

function withoutWording(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const free = WORDED_FIELDS.filter((field) => typeof value[field] === "string" && value[field] !== "");
  return { ...value, ...Object.fromEntries(free.map((field) => [field, "<text>"])) };
}

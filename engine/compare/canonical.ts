/** What an event means, without what varies between two runs of the same server. */
import { kindOf } from "../kit/transports/event-kinds.ts";
import { codeOf, type TranscriptEvent } from "../transcript-event.ts";
import type { Likeness } from "./align.ts";
import { isRecord } from "../is-record.ts";

export interface Canonical {
  /** Events of different groups are never paired. */
  readonly group: string;
  readonly exact: string;
  /** Like `exact`, with placeholders for the fields whose wording is free. */
  readonly worded: string;
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;
const HTTP_TIME = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g;
/** Milliseconds since 1970, from 2017 to 2033. */
const EPOCH_MS = /\b1[5-9]\d{11}\b/g;
const ADDRESS = /(?:\b127\.0\.0\.1|\b0\.0\.0\.0|\blocalhost|\[::1?\]|(?<![\w:])::1)(?::\d{1,5})?\b/g;
const LENGTH_OF_TIME = /\b\d+(?:\.\d+)? ?m?s\b/g;

/** Fields that hold a sentence for people. */
const WORDED_FIELDS = ["message", "error"] as const;

/** @param ports the real ports of the server's listeners, which vary between runs */
export function canonicalOf(event: TranscriptEvent, ports: readonly number[]): Canonical {
  const { group, isPayload = false } = kindOf(event);
  const json = event.kind === "binary" ? undefined : jsonIn(event.text);
  const exact = json === undefined ? event.text : `${json.before}${sorted(json.value)}`;
  const worded = json === undefined ? event.text : `${json.before}${sorted(withoutWording(json.value))}`;
  // An event's id may be random, so it is ignored; its name counts.
  const code = event.kind === "event" ? event.event : codeOf(event);
  const plain = (text: string) => {
    const neutral = neutralised(text, ports);
    return `${event.kind} ${code ?? ""} ${isPayload ? neutral : neutral.replace(LENGTH_OF_TIME, "<time>")}`;
  };
  return { group, exact: plain(exact), worded: plain(worded) };
}

export function likenessOf(a: Canonical, b: Canonical): Likeness {
  if (a.group !== b.group) return "unlike";
  if (a.exact === b.exact) return "same";
  return a.worded === b.worded ? "wording" : "different";
}

function neutralised(text: string, ports: readonly number[]): string {
  let neutral = text
    .replace(UUID, "<id>")
    .replace(ISO_TIME, "<time>")
    .replace(HTTP_TIME, "<time>")
    .replace(EPOCH_MS, "<time>")
    .replace(ADDRESS, "<address>");
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
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function withoutWording(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const free = WORDED_FIELDS.filter((field) => typeof value[field] === "string" && value[field] !== "");
  return { ...value, ...Object.fromEntries(free.map((field) => [field, "<text>"])) };
}

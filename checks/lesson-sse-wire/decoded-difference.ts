/** In what the events that a parser dispatched differ from those that a browser dispatches. */
import type { WantedEvent } from "./decoding.ts";

/** The first difference, in words: as the report shows it, and what it tells about the parser. */
export interface EventsDifference {
  readonly expected: string;
  readonly received: string;
  /** A sentence part; undefined when the difference tells no more than that there is one. */
  readonly why: string | undefined;
  /** Whether one event is missing, and the others are there. */
  readonly isMissing?: boolean;
}

/** Undefined when both have the same events, in all that is wanted of them. */
export function differenceBetween(
  wanted: readonly WantedEvent[],
  got: readonly WantedEvent[],
): EventsDifference | undefined {
  const place = wanted.findIndex((event, index) => !isSame(event, got[index]));
  if (place === -1 && got.length === wanted.length) return undefined;
  const [first, instead] = [wanted[place], got[place === -1 ? wanted.length : place]];
  const count = `${wanted.length} ${wanted.length === 1 ? "event" : "events"}`;
  if (first === undefined)
    return {
      expected: `${count}, and no more`,
      received: `${got.length}; the one too many is ${shownEvent(instead, {})}`,
      why:
        instead?.data === ""
          ? "an event was dispatched for a block that has no data"
          : "an event was dispatched at the end of the stream, although no blank line has ended it",
    };
  const before = wanted[place - 1];
  const which = wanted.length === 1 ? "the event" : `${count}, the ${ordinal(place)} of them`;
  const [expected, received] = [`${which} ${shownEvent(first, first)}`, shownEvent(instead, first)];
  const isLeftOut = got.length < wanted.length && isSame(wanted[place + 1], instead);
  const number = got.length === wanted.length ? "" : `${got.length} events; in its place `;
  if (instead === undefined || isLeftOut)
    return {
      expected,
      received: got.length === 0 ? "no event" : `${got.length} of them; this one is missing`,
      why: `the ${ordinal(place)} event is missing${first.data === "" ? ": its data is empty, and a line with empty data is data as well" : instead === undefined && place > 0 ? ", whose blank line is the end of the stream" : ""}`,
      isMissing: true,
    };
  return { expected, received: `${number}${received}`, why: whyOther(first, instead, before) };
}

/** What one event that came otherwise tells. @param before the event before it in the stream */
function whyOther(wanted: WantedEvent, got: WantedEvent, before: WantedEvent | undefined): string | undefined {
  const name = wanted.event ?? "message";
  if (got.data !== wanted.data) return whyOtherData(wanted, got.data, before);
  if (got.event !== name)
    return got.event !== undefined && got.event === before?.event
      ? "it has the name of the event before it: a name counts for its own block"
      : `its name is ${JSON.stringify(got.event)} and not ${JSON.stringify(name)}`;
  const [id, wantedId] = [got.lastEventId ?? "", wanted.lastEventId ?? ""];
  if (id.includes("\0")) return "the value of an id field with U+0000 in it was taken, which is to be ignored";
  if (id === "" && wantedId === before?.lastEventId)
    return "the id of the block before it is forgotten, which stays until another id comes";
  return wantedId === "" && id === before?.lastEventId
    ? "an id field without a value was ignored, which makes the last event id empty"
    : `its last event id is ${JSON.stringify(id)} and not ${JSON.stringify(wantedId)}`;
}

function whyOtherData({ data, event }: WantedEvent, got: string, before: WantedEvent | undefined): string | undefined {
  if (got.includes("\ufffd") && !data.includes("\ufffd"))
    return "a character came as U+FFFD: its bytes were decoded before all of them were there";
  if (event !== undefined && got === `${event}\n${data}`)
    return "the value of the name came into the data as well: what is done for one field runs on into that of the next";
  if (before !== undefined && got === `${before.data}\n${data}`)
    return "the data of the event before it is still there";
  if (got === data.trim() || got === data.trimStart() || got === data.trimEnd())
    return "white space at the beginning or end of the value is lost: of a value, only one space right behind the colon does not count";
  if (got === ` ${data}`) return "the one space behind the colon came as a part of the value";
  if (data.startsWith(`${got}:`))
    return "the value ends at a colon in it: only the first colon of a line parts name and value";
  if (data.includes("\n") && data.startsWith(`${got}\n`)) return "only the first of its lines with data came";
  return data.includes("\n") && got === data.split("\n").at(-1)
    ? "only the last of its lines with data came"
    : undefined;
}

function isSame(wanted: WantedEvent | undefined, got: WantedEvent | undefined): boolean {
  if (wanted === undefined || got === undefined) return false;
  const { event = "message", data, lastEventId } = wanted;
  return event === got.event && data === got.data && (lastEventId === undefined || lastEventId === got.lastEventId);
}

/** An event as a sentence shows it: with its last event id where that is asked for. */
function shownEvent(event: WantedEvent | undefined, asked: Partial<WantedEvent>): string {
  if (event === undefined) return "no event";
  const { event: name = "message", data, lastEventId } = event;
  return JSON.stringify({ event: name, data, ...(asked.lastEventId === undefined ? {} : { lastEventId }) });
}

function ordinal(index: number): string {
  return ["first", "second", "third", "fourth", "fifth", "sixth"][index] ?? `${index + 1}th`;
}

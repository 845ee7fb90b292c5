/**
 * What a client understands of an event stream (HTML standard, section 9.2.6) that is there as a whole. What a server
 * encodes is graded by it, so that every way of writing it is right.
 */
import { EventStreamParser } from "#kit";

export interface DecodedEvent {
  /** `message` for an event without a name of its own. */
  readonly event: string;
  readonly data: string;
  /** The last event id of the stream, in this block or an earlier one. */
  readonly lastEventId: string;
  /** The last reconnection time of the stream, in milliseconds; undefined when it has named none. */
  readonly retry: number | undefined;
}

export interface Decoded {
  readonly events: readonly DecodedEvent[];
  readonly comments: readonly string[];
  /** Lines with a field that the standard does not know, or with a value that it ignores. */
  readonly ignored: readonly string[];
  /** The lines of a block without its blank line, which a client discards. */
  readonly unfinished: readonly string[];
}

/** What a client understands of the whole text. */
export function decoded(text: string): Decoded {
  const parser = new EventStreamParser();
  const events: DecodedEvent[] = [];
  const comments: string[] = [];
  const ignored: string[] = [];
  let retry: number | undefined;
  for (const item of parser.push(Buffer.from(text)))
    if (item.kind === "event")
      events.push({ event: item.event, data: item.data, lastEventId: item.lastEventId, retry });
    else if (item.kind === "comment") comments.push(item.text);
    else if (item.kind === "ignored") ignored.push(item.line);
    else if (item.kind === "retry") retry = item.ms;
  const unfinished = parser.block.filter((line) => !line.startsWith(":"));
  const rest = parser.unfinishedLine;
  return { events, comments, ignored, unfinished: rest === "" ? unfinished : [...unfinished, rest] };
}

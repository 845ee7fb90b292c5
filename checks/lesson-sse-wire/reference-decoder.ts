/**
 * A small decoder of event streams after the HTML standard (section 9.2.6), for texts that are there as a whole. What a
 * server encodes is graded by what a client understands, so that every way of writing it is right.
 */

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
  const events: DecodedEvent[] = [];
  const comments: string[] = [];
  const ignored: string[] = [];
  let unfinished: string[] = [];
  let [event, data, id]: [string, string[], string] = ["", [], ""];
  let retry: number | undefined;

  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  // What follows the last line end is no line: without one it has not ended.
  const rest = lines.pop() ?? "";
  for (const line of lines) {
    if (line === "") {
      if (data.length > 0)
        events.push({ event: event === "" ? "message" : event, data: data.join("\n"), lastEventId: id, retry });
      [event, data, unfinished] = ["", [], []];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (colon === 0) {
      comments.push(value);
      continue;
    }
    unfinished.push(line);
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
    else ignored.push(line);
  }
  return { events, comments, ignored, unfinished: rest === "" ? unfinished : [...unfinished, rest] };
}

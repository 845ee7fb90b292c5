/**
 * Parses event streams as the HTML standard specifies (section 9.2.6). Besides the events that a browser dispatches, it
 * returns what a browser silently ignores, so that a malformed stream can be distinguished from a quiet one.
 */

/** One item of an event stream. */
export type StreamItem =
  | {
      readonly kind: "event";
      /** `message` for an event without a name. */
      readonly event: string;
      readonly data: string;
      /** The `id` field of this block; undefined when it has none. */
      readonly id: string | undefined;
      /** EventSource's `lastEventId`: the last valid `id` field, in this block or an earlier one. */
      readonly lastEventId: string;
    }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "retry"; readonly ms: number }
  /** A block that ends without data: no event is dispatched, but its id counts. */
  | { readonly kind: "no-data"; readonly lines: readonly string[] }
  /** A line with an unknown or invalid field, which browsers ignore. */
  | { readonly kind: "ignored"; readonly line: string };

const CR = 0x0d;
const LF = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Reads one event stream, in pieces that may end anywhere. */
export class EventStreamParser {
  /** What EventSource would send as `Last-Event-ID` when it reconnects. */
  lastEventId = "";
  /** The decoded lines of the unfinished block. */
  block: string[] = [];

  readonly #line: Buffer[] = [];
  #isFirstLine = true;
  /** Whether the last byte was a CR, so that an LF that follows belongs to the same line end. */
  #afterCr = false;
  #event = "";
  #data: string[] = [];
  #id: string | undefined;
  #idBuffer = "";

  /** The items that these bytes complete. An unfinished block at the end of a stream is discarded, so there is no flush. */
  push(bytes: Buffer): StreamItem[] {
    const items: StreamItem[] = [];
    let start = 0;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index];
      const isSecondHalf = this.#afterCr && byte === LF;
      this.#afterCr = false;
      if (isSecondHalf) {
        start = index + 1;
        continue;
      }
      if (byte !== LF && byte !== CR) continue;
      this.#line.push(bytes.subarray(start, index));
      this.#take(this.#wholeLine(), items);
      start = index + 1;
      this.#afterCr = byte === CR;
    }
    if (start < bytes.length) this.#line.push(bytes.subarray(start));
    return items;
  }

  /** The unfinished line. */
  get unfinishedLine(): string {
    return Buffer.concat(this.#line).toString("utf8");
  }

  /** Decodes a line by itself: line ends are never part of a longer UTF-8 sequence, so none is split. */
  #wholeLine(): string {
    let bytes = Buffer.concat(this.#line);
    this.#line.length = 0;
    if (this.#isFirstLine && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)) bytes = bytes.subarray(3);
    this.#isFirstLine = false;
    return bytes.toString("utf8");
  }

  #take(line: string, items: StreamItem[]): void {
    if (line === "") return this.#endBlock(items);
    this.block.push(line);
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (colon === 0) items.push({ kind: "comment", text: value });
    else if (!this.#isField(name, value, items)) items.push({ kind: "ignored", line });
  }

  /** Processes a field; false when the standard ignores its name or value. Names are case-sensitive. */
  #isField(name: string, value: string, items: StreamItem[]): boolean {
    switch (name) {
      case "event":
        this.#event = value;
        return true;
      case "data":
        this.#data.push(value);
        return true;
      case "id":
        if (value.includes("\0")) return false;
        this.#id = value;
        this.#idBuffer = value;
        return true;
      case "retry":
        if (!/^\d+$/.test(value)) return false;
        items.push({ kind: "retry", ms: Number(value) });
        return true;
      default:
        return false;
    }
  }

  #endBlock(items: StreamItem[]): void {
    const lines = this.block;
    this.lastEventId = this.#idBuffer;
    if (this.#data.length > 0)
      items.push({
        kind: "event",
        event: this.#event === "" ? "message" : this.#event,
        data: this.#data.join("\n"),
        id: this.#id,
        lastEventId: this.lastEventId,
      });
    else if (lines.some((line) => !line.startsWith(":"))) items.push({ kind: "no-data", lines });
    this.block = [];
    this.#event = "";
    this.#data = [];
    this.#id = undefined;
  }
}

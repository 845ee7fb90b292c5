/**
 * The interpretation of event streams as the HTML standard writes it (section 9.2.6). Besides the events that a browser
 * dispatches it returns what a browser passes over in silence, so that a wrong stream can be told from a quiet one.
 */

/** What the bytes of an event stream say, in their order. */
export type StreamItem =
  | {
      readonly kind: "event";
      /** `message` for an event without a name of its own. */
      readonly event: string;
      readonly data: string;
      /** The `id` field of this very block; undefined when it has none. */
      readonly id: string | undefined;
      /** What EventSource calls `lastEventId`: the last `id` field that was valid, in this block or an earlier one. */
      readonly lastEventId: string;
    }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "retry"; readonly ms: number }
  /** A block that ends without data: no event is dispatched, but its id counts. */
  | { readonly kind: "no-data"; readonly lines: readonly string[] }
  /** A line with a field that the standard does not know; it is ignored. */
  | { readonly kind: "ignored"; readonly line: string };

const CR = 0x0d;
const LF = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Reads one event stream, in pieces that may end anywhere. */
export class EventStreamParser {
  /** What EventSource would send as `Last-Event-ID` when it reconnects. */
  lastEventId = "";
  /** The lines of the block that has not ended, as they were decoded. */
  block: string[] = [];

  readonly #line: Buffer[] = [];
  #isFirstLine = true;
  /** The last byte was a CR: an LF that follows belongs to it. */
  #afterCr = false;
  #event = "";
  #data: string[] = [];
  #id: string | undefined;
  #idBuffer = "";

  /** What the bytes complete. At the end of a stream an unfinished block is discarded, so there is nothing to flush. */
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

  /** The line that has not ended. */
  get unfinishedLine(): string {
    return Buffer.concat(this.#line).toString("utf8");
  }

  /** Lines are decoded one by one: a line end is no part of any longer UTF-8 sequence, so none is cut. */
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

  /** Takes a field in, unless it has a name or a value that the standard ignores. `Data` is not `data`. */
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

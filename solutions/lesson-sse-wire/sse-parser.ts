/**
 * Reads event streams as `EventSource` does, in pieces that may end anywhere (HTML standard, section 9.2.6).
 */

export interface ParsedEvent {
  /** `message` for an event without a name of its own. */
  readonly event: string;
  readonly data: string;
  /** The last event id of the stream when this event was dispatched. */
  readonly lastEventId: string;
}

export interface Parser {
  /** What a client that reconnects sends as `Last-Event-ID`. */
  readonly lastEventId: string;
  /** The time to wait before reconnecting, in milliseconds; undefined while the stream has named none. */
  readonly retry: number | undefined;
  push(bytes: Uint8Array): void;
  end(): void;
}

/** Calls `onEvent` for each event, as soon as the blank line after it has come. */
export function createParser(onEvent: (event: ParsedEvent) => void): Parser {
  let lastEventId = "";
  let retry: number | undefined = undefined;

  // The block that has not ended: what its lines have said so far.
  let name = "";
  let data: string[] = [];
  // An id counts from its block's blank line on, and stays until another one comes: no block begins without it.
  let id = "";

  /** The blank line has come. */
  function dispatch(): void {
    lastEventId = id;
    if (data.length > 0) onEvent({ event: name === "" ? "message" : name, data: data.join("\n"), lastEventId });
    name = "";
    data = [];
  }

  /** One whole line, without its line end. */
  function takeLine(line: string): void {
    if (line === "") return dispatch();
    //#region Exercise 3: part the line into field and value; a line that begins with a colon is a comment
    //= const [field, value] = [line, ""];
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    //#endregion
    switch (field) {
      //#region Exercise 3: keep `value` in name, data, id or retry; any other field is ignored
      //= case "data":
      //=   data.push(value);
      //=   break;
      case "event":
        name = value;
        break;
      case "data":
        data.push(value);
        break;
      case "id":
        if (!value.includes("\0")) id = value;
        break;
      case "retry":
        if (/^[0-9]+$/.test(value)) retry = Number(value);
        break;
      //#endregion
    }
  }

  //#region Exercise 3: what has to survive from one chunk to the next: a line without its end, a character without its last bytes, a CR
  const decoder = new TextDecoder();
  let line = "";
  let isAfterCr = false;
  //#endregion

  return {
    get lastEventId() {
      return lastEventId;
    },
    get retry() {
      return retry;
    },
    push(bytes) {
      //#region Exercise 3: decode the bytes and call takeLine with every line that is complete; CR, LF and CR LF end one
      //= takeLine(String(bytes));
      // The decoder keeps the bytes of a character that has not ended, and takes off the byte order mark of a stream.
      for (const character of decoder.decode(bytes, { stream: true })) {
        const isSecondHalf = isAfterCr && character === "\n";
        isAfterCr = character === "\r";
        if (isSecondHalf) continue;
        if (character !== "\r" && character !== "\n") {
          line += character;
          continue;
        }
        takeLine(line);
        line = "";
      }
      //#endregion
    },
    end() {
      // The stream is over. A block without its blank line is discarded, and its id with it.
    },
  };
}

/** Reads requests from bytes that come in any pieces: lists of bulk strings, and words on a line ("inline commands"). */

/** The client does not speak the protocol; the message is what Redis answers before it closes the connection. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/** Bytes of one request that is not complete. */
const REQUEST_LIMIT_BYTES = 16 * 1024 * 1024;
const INLINE_LIMIT_BYTES = 64 * 1024;
const ARGUMENTS_LIMIT = 1024 * 1024;

export class Requests {
  /** Every character is one byte. */
  #text = "";

  /**
   * The complete requests so far, each with its name first; what is left waits for more.
   * Throws `ProtocolError` from the request that cannot be read.
   */
  *read(chunk: Buffer): Generator<string[]> {
    this.#text += chunk.toString("latin1");
    let at = 0;
    try {
      for (;;) {
        const request = requestAt(this.#text, at);
        if (request === undefined) break;
        at = request.end;
        if (request.words.length > 0) yield request.words;
      }
    } finally {
      this.#text = this.#text.slice(at);
    }
    if (this.#text.length > REQUEST_LIMIT_BYTES) throw new ProtocolError("too big request");
  }
}

function requestAt(text: string, start: number): { words: string[]; end: number } | undefined {
  if (start >= text.length) return undefined;
  const head = lineAt(text, start);
  if (head === undefined) {
    if (text.length - start > INLINE_LIMIT_BYTES)
      throw new ProtocolError(text[start] === "*" ? "too big mbulk count string" : "too big inline request");
    return undefined;
  }
  if (text[start] !== "*") return { words: head.line.split(/\s+/).filter(Boolean), end: head.end };
  const count = numberIn(head.line.slice(1));
  if (count === undefined || count > ARGUMENTS_LIMIT) throw new ProtocolError("invalid multibulk length");
  const words: string[] = [];
  let at = head.end;
  while (words.length < count) {
    if (at >= text.length) return undefined;
    if (text[at] !== "$") throw new ProtocolError(`expected '$', got '${text[at]}'`);
    const size = lineAt(text, at);
    if (size === undefined) return undefined;
    const length = numberIn(size.line.slice(1));
    if (length === undefined || length < 0 || length > REQUEST_LIMIT_BYTES)
      throw new ProtocolError("invalid bulk length");
    if (text.length < size.end + length + 2) return undefined;
    words.push(text.slice(size.end, size.end + length));
    at = size.end + length + 2;
  }
  return { words, end: at };
}

function lineAt(text: string, start: number): { line: string; end: number } | undefined {
  const end = text.indexOf("\n", start);
  if (end === -1) return undefined;
  return { line: text.slice(start, text[end - 1] === "\r" ? end - 1 : end), end: end + 1 };
}

function numberIn(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

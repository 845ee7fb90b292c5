/**
 * Parses HTTP/1.1 messages in passing (RFC 9112). It changes and delays nothing: every byte is passed on with the part of
 * the message it belongs to, and bytes that are not HTTP, such as those after an upgrade, are passed on unchanged.
 */

export interface MessageHead {
  /** Of a request. */
  readonly method: string;
  readonly path: string;
  /** Of an answer. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export interface ParserEvents {
  /** A head is complete; `raw` are its bytes, including the empty line. */
  head(head: MessageHead, raw: Buffer): void;
  /** Raw bytes after a head; `content` is the part of the body in them, without chunk framing. */
  body(raw: Buffer, content: Buffer): void;
  /** The message is complete. */
  end(): void;
  /** Bytes that belong to no message. */
  opaque(raw: Buffer): void;
}

/** How the end of a body is found (RFC 9112 section 6.3). */
type Framing = { kind: "none" } | { kind: "length"; left: number } | { kind: "chunked" } | { kind: "close" };

/** Longer heads are not treated as HTTP. */
const HEAD_BYTES = 64 * 1024;
const HEAD_END = Buffer.from("\r\n\r\n");
const EMPTY = Buffer.alloc(0);

export class HttpParser {
  readonly #kind: "request" | "response";
  readonly #events: ParserEvents;
  /** The methods of the unanswered requests, in order: an answer to HEAD has no body. */
  readonly #methods: string[];
  #state: "head" | "length" | "chunked" | "close" | "opaque" = "head";
  #head: Buffer = EMPTY;
  #left = 0;
  #chunk: "size" | "data" | "line end" | "trailer" = "size";
  #line = "";

  /** @param methods of unanswered requests: the parser of requests adds to them, the parser of answers removes them */
  constructor(kind: "request" | "response", methods: string[], events: ParserEvents) {
    this.#kind = kind;
    this.#methods = methods;
    this.#events = events;
  }

  /** To be called when both sides switch to another protocol: everything that follows is opaque. */
  upgrade(): void {
    this.#state = "opaque";
    this.#flush();
  }

  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) rest = this.#take(rest);
  }

  /** To be called at the end of the stream: a body without a length is complete, and an incomplete head is opaque. */
  finish(): void {
    if (this.#state === "close") this.#events.end();
    this.upgrade();
  }

  #flush(): void {
    const pending = this.#head;
    this.#head = EMPTY;
    if (pending.length > 0) this.#events.opaque(pending);
  }

  /** Consumes one part of the bytes and returns the rest. */
  #take(bytes: Buffer): Buffer {
    switch (this.#state) {
      case "head":
        return this.#takeHead(bytes);
      case "length": {
        const part = bytes.subarray(0, this.#left);
        this.#left -= part.length;
        this.#events.body(part, part);
        if (this.#left === 0) this.#complete();
        return bytes.subarray(part.length);
      }
      case "chunked":
        return this.#takeChunked(bytes);
      case "close":
        this.#events.body(bytes, bytes);
        return EMPTY;
      case "opaque":
        this.#events.opaque(bytes);
        return EMPTY;
    }
  }

  #takeHead(bytes: Buffer): Buffer {
    const before = this.#head.length;
    const all = before === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = all.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length));
    if (end === -1 && all.length <= HEAD_BYTES) {
      this.#head = all;
      return EMPTY;
    }
    const raw = all.subarray(0, end + HEAD_END.length);
    const head = end === -1 ? undefined : parseHead(raw.toString("latin1"), this.#kind);
    this.#head = EMPTY;
    if (head === undefined) {
      this.#state = "opaque";
      return all;
    }
    const framing = this.#framingOf(head);
    this.#events.head(head, raw);
    this.#enter(framing);
    return all.subarray(raw.length);
  }

  #enter(framing: Framing): void {
    // The listener may have called `upgrade`.
    if (this.#state === "opaque") return;
    if (framing.kind === "none" || (framing.kind === "length" && framing.left === 0)) return this.#complete();
    this.#state = framing.kind;
    this.#left = framing.kind === "length" ? framing.left : 0;
    this.#chunk = "size";
    this.#line = "";
  }

  #framingOf({ method, status, headers }: MessageHead): Framing {
    const isInterim = status >= 100 && status < 200 && status !== 101;
    const asked = this.#kind === "request" ? undefined : isInterim ? this.#methods[0] : this.#methods.shift();
    if (this.#kind === "request") this.#methods.push(method);
    const hasNoBody = asked === "HEAD" || (status >= 100 && status < 200) || status === 204 || status === 304;
    if (this.#kind === "response" && hasNoBody) return { kind: "none" };
    if (headers.get("transfer-encoding")?.at(-1)?.toLowerCase().endsWith("chunked") === true)
      return { kind: "chunked" };
    const length = headers.get("content-length")?.[0];
    if (length !== undefined && /^\d{1,15}$/.test(length)) return { kind: "length", left: Number(length) };
    return { kind: this.#kind === "request" ? "none" : "close" };
  }

  #takeChunked(bytes: Buffer): Buffer {
    if (this.#chunk === "data") {
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.length;
      if (this.#left === 0) this.#chunk = "line end";
      this.#events.body(part, part);
      return bytes.subarray(part.length);
    }
    const end = bytes.indexOf("\n");
    const raw = end === -1 ? bytes : bytes.subarray(0, end + 1);
    this.#line += raw.toString("latin1");
    this.#events.body(raw, EMPTY);
    if (end !== -1) this.#takeLine(this.#line.trim());
    return bytes.subarray(raw.length);
  }

  #takeLine(line: string): void {
    this.#line = "";
    if (this.#chunk === "line end") this.#chunk = "size";
    else if (this.#chunk === "size") {
      this.#left = Number.parseInt(line, 16);
      if (Number.isNaN(this.#left)) this.#state = "close";
      else this.#chunk = this.#left === 0 ? "trailer" : "data";
    } else if (line === "") this.#complete();
  }

  #complete(): void {
    this.#state = "head";
    this.#events.end();
  }
}

/** Parses a head; undefined when the text is not one. */
function parseHead(text: string, kind: "request" | "response"): MessageHead | undefined {
  const [start = "", ...lines] = text.trimEnd().split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon === -1) continue;
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  if (kind === "response") {
    const status = /^HTTP\/1\.\d (\d{3})/.exec(start)?.[1];
    return status === undefined ? undefined : { method: "", path: "", status: Number(status), headers };
  }
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.\d$/.exec(start) ?? [];
  return method === undefined || path === undefined ? undefined : { method, path, status: 0, headers };
}

/** Parses the answers on one connection, for requests sent without an HTTP library (RFC 9112). */

/** One complete answer. */
export interface ParsedResponse {
  readonly status: number;
  /** By lower-case name; values in order of arrival. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

const HEAD_END = "\r\n\r\n";

/**
 * The complete answers at the start of `bytes`, at most one for each request method, in order. Informational answers (1xx)
 * are skipped. An answer whose body ends with the connection is complete when `isEnded`.
 * @throws Error with a sentence part when the bytes are not HTTP
 */
export function parseResponses(bytes: Buffer, methods: readonly string[], isEnded: boolean = false): ParsedResponse[] {
  const responses: ParsedResponse[] = [];
  let offset = 0;
  while (responses.length < methods.length) {
    const head = headAt(bytes, offset);
    if (head === undefined) break;
    if (head.status >= 100 && head.status < 200) {
      offset = head.end;
      continue;
    }
    const body = bodyAt(bytes, head.end, head, methods[responses.length] ?? "GET", isEnded);
    if (body === undefined) break;
    responses.push({ status: head.status, headers: head.headers, body: body.bytes });
    offset = body.end;
  }
  return responses;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The offset at which the body begins. */
  readonly end: number;
}

function headAt(bytes: Buffer, offset: number): Head | undefined {
  const end = bytes.indexOf(HEAD_END, offset, "latin1");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", offset, end).split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) throw new Error(`an answer that is not HTTP: ${first.slice(0, 80)}`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new Error(`an answer with an invalid header line: ${line.slice(0, 80)}`);
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status), headers, end: end + HEAD_END.length };
}

interface Body {
  readonly bytes: Buffer;
  readonly end: number;
}

/** RFC 9112 section 6.3: how long a body is. */
function bodyAt(
  bytes: Buffer,
  start: number,
  { status, headers }: Head,
  method: string,
  isEnded: boolean,
): Body | undefined {
  if (method === "HEAD" || status === 204 || status === 304) return { bytes: Buffer.alloc(0), end: start };
  const encoding = headers.get("transfer-encoding")?.at(-1)?.toLowerCase() ?? "";
  if (encoding.endsWith("chunked")) return chunkedBody(bytes, start);
  const length = headers.get("content-length")?.[0];
  if (length === undefined) return isEnded ? { bytes: bytes.subarray(start), end: bytes.length } : undefined;
  if (!/^\d{1,15}$/.test(length)) throw new Error(`an answer with the length ${length.slice(0, 40)}`);
  const end = start + Number(length);
  return end > bytes.length ? undefined : { bytes: bytes.subarray(start, end), end };
}

/** RFC 9112 section 7.1: chunks, each after its size, then trailers and an empty line. */
function chunkedBody(bytes: Buffer, start: number): Body | undefined {
  const pieces: Buffer[] = [];
  let offset = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", offset, "latin1");
    if (lineEnd === -1) return undefined;
    const size = /^[0-9a-f]{1,8}/i.exec(bytes.toString("latin1", offset, lineEnd))?.[0];
    if (size === undefined) throw new Error("an answer with a chunk that has no size");
    const from = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const isPlain = bytes.toString("latin1", from, from + 2) === "\r\n";
      const end = isPlain ? from : bytes.indexOf(HEAD_END, from, "latin1");
      if (end === -1 || from + 2 > bytes.length) return undefined;
      return { bytes: Buffer.concat(pieces), end: isPlain ? end + 2 : end + HEAD_END.length };
    }
    if (from + length + 2 > bytes.length) return undefined;
    pieces.push(bytes.subarray(from, from + length));
    offset = from + length + 2;
  }
}

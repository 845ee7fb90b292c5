import { shorten } from "../../transcript.ts";

/** The parts of an HTTP request besides its method and path. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON, with its `content-type`. */
  readonly json?: unknown;
  /** Sent unchanged. Several buffers are sent one after the other, each in a TCP segment of its own. */
  readonly body?: string | Buffer | readonly Buffer[];
  /** Aborts the request, like a client that gives up. */
  readonly signal?: AbortSignal;
}

/** A request that is sent in the same TCP segment as another. */
export interface PipelinedRequest extends RequestOptions {
  /** @default "GET", or "POST" for a request with a body */
  readonly method?: string;
  readonly path: string;
}

/** A request with all defaults applied. */
export interface OutgoingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly pieces: readonly Buffer[];
  /** For example `POST /tasks`. */
  readonly asked: string;
  /** The same with the beginning of the body, as shown to the learner. */
  readonly sent: string;
}

/** How much of a body is shown with the request. */
const SHOWN_BODY_CHARACTERS = 160;

/** Applies the defaults. A body in one piece is sent with its length, one in several pieces is sent in chunks. */
export function outgoing(method: string, path: string, options: RequestOptions): OutgoingRequest {
  const { json, body } = options;
  const pieces = json === undefined ? piecesOf(body) : [Buffer.from(JSON.stringify(json))];
  const asked = `${method} ${path}`;
  const text = Buffer.concat(pieces).toString("utf8");
  return {
    method,
    path,
    headers: {
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...(pieces.length === 1 ? { "content-length": String(pieces[0]?.length ?? 0) } : {}),
      ...options.headers,
    },
    pieces,
    asked,
    sent: text === "" ? asked : `${asked} ${shorten(text, SHOWN_BODY_CHARACTERS)}`,
  };
}

/** The bytes of a request in HTTP/1.1 (RFC 9112 section 2.1), for connections without an HTTP library. */
export function bytesOfRequest(request: OutgoingRequest, host: string): Buffer {
  const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const body = Buffer.concat(request.pieces);
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...(names.has("host") ? [] : [`Host: ${host}`]),
    ...Object.entries(request.headers).flatMap(([name, values]) =>
      [values].flat().map((value: string) => `${name}: ${value}`),
    ),
    ...(names.has("content-length") || body.length === 0 ? [] : [`Content-Length: ${body.length}`]),
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body]);
}

/** The method of a pipelined request, with the default applied. */
export function methodOf({ method, json, body }: PipelinedRequest): string {
  return method ?? (json === undefined && body === undefined ? "GET" : "POST");
}

function piecesOf(body: RequestOptions["body"]): readonly Buffer[] {
  if (body === undefined) return [];
  if (typeof body === "string") return [Buffer.from(body)];
  return Buffer.isBuffer(body) ? [body] : body;
}

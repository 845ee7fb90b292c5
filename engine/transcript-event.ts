/**
 * What the transcript of a check holds: one event for everything that went over a wire, or happened to a connection or a
 * process. A discriminated union by `kind`; each kind carries what happened as data, so that no sentence is ever parsed.
 */

/** Something on a wire, or something that happened to a connection, a server or a program. */
export type TranscriptEvent = EventBase &
  (HttpEvent | EventStreamEvent | WebSocketEvent | TcpEvent | ProgramEvent | ProcessEvent | ConnectionError | Remark);

/** `dir`: `out` from the client to the server, `in` from the server, `none` neither, such as a closed connection. */
interface EventBase {
  /** Milliseconds since the check began. */
  readonly at: number;
  /** Which client or program of the check, for example `client-1`, `http-1`. */
  readonly peer: string;
  /** The server at the other end, when the check uses several: for example `server-2`, `proxy`. */
  readonly server?: string;
  /** The payload, or a description of what happened. Untrusted, cleaned, capped. */
  readonly text: string;
}

export type TranscriptKind = TranscriptEvent["kind"];

/** RFC 9112. An answer that comes whole is one `response`; of one that is held or streamed, `head`, `chunk`s and `end`. */
type HttpEvent =
  | {
      readonly kind: "request";
      readonly dir: "out";
      readonly method: string;
      readonly path: string;
      readonly bytes?: number;
    }
  | { readonly kind: "response"; readonly dir: "in"; readonly code: number; readonly bytes?: number }
  | { readonly kind: "head"; readonly dir: "in"; readonly code: number }
  | { readonly kind: "chunk"; readonly dir: "in"; readonly bytes: number }
  | { readonly kind: "end"; readonly dir: "in" }
  | { readonly kind: "abort"; readonly dir: "out" };

/** HTML standard, section 9.2: `text` is the data of an event, or the comment. */
type EventStreamEvent =
  | { readonly kind: "event"; readonly dir: "in"; readonly event: string; readonly id?: string; readonly bytes: number }
  | { readonly kind: "comment"; readonly dir: "in"; readonly bytes: number }
  | { readonly kind: "retry"; readonly dir: "in"; readonly ms: number };

/** RFC 6455. `upgrade` is the handshake: the request, and the 101 that answers it. */
type WebSocketEvent =
  | { readonly kind: "upgrade"; readonly dir: "out"; readonly path: string; readonly protocols?: readonly string[] }
  | { readonly kind: "upgrade"; readonly dir: "in"; readonly code: 101 }
  | { readonly kind: "text" | "binary"; readonly dir: "out" | "in"; readonly bytes: number }
  /** `data`: what a frame that was sent by hand carries; at most 125 bytes (RFC 6455 section 5.5). */
  | { readonly kind: "ping" | "pong"; readonly dir: "out" | "in"; readonly data?: string }
  /** `none`: the connection is closed, with the code that was received (RFC 6455 section 7.1.5). */
  | { readonly kind: "close"; readonly dir: "out" | "none"; readonly code?: number; readonly reason?: string };

/** Bytes on a TCP connection, described in `text`. */
type TcpEvent =
  | { readonly kind: "bytes"; readonly dir: "out" | "in"; readonly bytes: number }
  | { readonly kind: "fin"; readonly dir: "out" | "in" };

/** A program of the learner's: what it prints. */
type ProgramEvent = { readonly kind: "line"; readonly dir: "none"; readonly stream: "stdout" | "stderr" };

/** What the grader does to a process, and how a process ends. */
type ProcessEvent =
  | { readonly kind: "start"; readonly dir: "none" }
  | { readonly kind: "signal"; readonly dir: "out"; readonly signal: string }
  /** Both are null when only the fact is known. */
  | { readonly kind: "exit"; readonly dir: "none"; readonly exitCode: number | null; readonly signal: string | null };

/** A connection that failed without an answer. */
type ConnectionError = { readonly kind: "error"; readonly dir: "none" };

type Remark =
  | { readonly kind: "note"; readonly dir: "none" }
  /** In place of events that were left out of a flood. */
  | { readonly kind: "gap"; readonly dir: "none"; readonly left: number };

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
type WithoutPeer<Event> = Event extends unknown ? Omit<Event, "at" | "peer"> : never;

/** An event before the transcript gives it its time. */
export type NewEvent = WithoutTime<TranscriptEvent>;

/** An event of a client that adds its own name. */
export type PeerEvent = WithoutPeer<TranscriptEvent>;

/** Whether the event is a remark of the workbook: it went over no wire. */
export function isRemark({ kind }: TranscriptEvent): boolean {
  return kind === "note" || kind === "gap" || kind === "signal" || kind === "start";
}

/** The close code (RFC 6455 section 7.4) or the HTTP status, where the event has one. */
export function codeOf(event: TranscriptEvent): number | undefined {
  return "code" in event ? event.code : undefined;
}

/** The size of what an event carries, before it was capped; undefined for an event without a payload. */
export function bytesOf(event: TranscriptEvent): number | undefined {
  return "bytes" in event ? event.bytes : undefined;
}

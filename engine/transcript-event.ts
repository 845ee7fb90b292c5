/**
 * The events of a check's transcript: everything that was sent or received, or happened to a connection or a process. A
 * discriminated union by `kind`; each kind carries its facts as data, so that no sentence has to be parsed.
 */

/** One event of a transcript. */
export type TranscriptEvent = EventBase &
  (
    | HttpEvent
    | EventStreamEvent
    | WebSocketEvent
    | TcpEvent
    | ProgramEvent
    | ProcessEvent
    | ConnectionError
    | NetworkEvent
    | Remark
  );

/** `dir`: `out` to the server, `in` from the server, `none` without a direction, such as a closed connection. */
interface EventBase {
  /** Milliseconds since the check began. */
  readonly at: number;
  /** The client or program of the check, for example `client-1`, `http-1`. */
  readonly peer: string;
  /** The server at the other end, if the check uses several, for example `server-2`, `proxy`. */
  readonly server?: string;
  /** The payload, or a description of the event. Untrusted, sanitized, capped. */
  readonly text: string;
}

export type TranscriptKind = TranscriptEvent["kind"];

/** RFC 9112. An answer that arrives whole is one `response`; a streamed one is a `head`, `chunk`s and an `end`. */
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
  /** `data`: the payload of a frame that the check sent; at most 125 bytes (RFC 6455 section 5.5). */
  | { readonly kind: "ping" | "pong"; readonly dir: "out" | "in"; readonly data?: string }
  /** With `none`, the connection has closed, with the received code (RFC 6455 section 7.1.5). */
  | { readonly kind: "close"; readonly dir: "out" | "none"; readonly code?: number; readonly reason?: string };

/** Bytes on a TCP connection, described in `text`. */
type TcpEvent =
  | { readonly kind: "bytes"; readonly dir: "out" | "in"; readonly bytes: number }
  | { readonly kind: "fin"; readonly dir: "out" | "in" };

/** A line that a program of the learner printed. */
type ProgramEvent = { readonly kind: "line"; readonly dir: "none"; readonly stream: "stdout" | "stderr" };

/** What the grader does to a process, and how the process ends. */
type ProcessEvent =
  | { readonly kind: "start"; readonly dir: "none" }
  | { readonly kind: "signal"; readonly dir: "out"; readonly signal: string }
  /** Both are null when only the fact is known. */
  | { readonly kind: "exit"; readonly dir: "none"; readonly exitCode: number | null; readonly signal: string | null };

/** A connection that failed without an answer. */
type ConnectionError = { readonly kind: "error"; readonly dir: "none" };

/** What a simulated network did on purpose: in the console and in `npm run dev`, never in a check. */
type NetworkEvent = { readonly kind: "network"; readonly dir: "none"; readonly did: NetworkFact["did"] };

/** Durations in milliseconds. */
export type NetworkFact =
  | { readonly did: "change"; readonly to: string; readonly about: string }
  /** `afterBytes`: how many had passed on the connection, in both directions together. */
  | { readonly did: "reset"; readonly afterBytes: number }
  | { readonly did: "stall"; readonly afterBytes: number; readonly ms: number }
  | { readonly did: "die"; readonly afterBytes: number }
  | { readonly did: "offline"; readonly ms: number; readonly connections: number }
  | { readonly did: "refuse" | "online" | "restart" }
  /** `port`: the server's, if there is one. */
  | { readonly did: "unreachable"; readonly port: number | undefined }
  | { readonly did: "too-many"; readonly limit: number }
  /** Stands for facts that were left out of a flood. */
  | { readonly did: "more"; readonly left: number };

type Remark =
  | { readonly kind: "note"; readonly dir: "none" }
  /** Stands for events that were left out of a flood. */
  | { readonly kind: "gap"; readonly dir: "none"; readonly left: number };

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
type WithoutPeer<Event> = Event extends unknown ? Omit<Event, "at" | "peer"> : never;

/** An event before the transcript adds its time. */
export type NewEvent = WithoutTime<TranscriptEvent>;

/** An event before the client adds its name. */
export type PeerEvent = WithoutPeer<TranscriptEvent>;

/** Whether the event is a remark of the workbook or a deed of its network, rather than something that a side did. */
export function isRemark({ kind }: TranscriptEvent): boolean {
  return kind === "network" || kind === "note" || kind === "gap" || kind === "signal" || kind === "start";
}

/** The close code (RFC 6455 section 7.4) or the HTTP status, if the event has one. */
export function codeOf(event: TranscriptEvent): number | undefined {
  return "code" in event ? event.code : undefined;
}

/** The size of an event's payload before it was capped; undefined for an event without one. */
export function bytesOf(event: TranscriptEvent): number | undefined {
  return "bytes" in event ? event.bytes : undefined;
}

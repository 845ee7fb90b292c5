/**
 * The console's WebSocket protocol. A lesson has one console, which all tabs share. `new
 * WebSocket(".../api/console/lesson-ws?after=17&journal=x1", ["workbook.console.1", "token." + token])`. The server
 * selects the first subprotocol; without the token, or with a foreign Origin or Host, it answers the handshake with
 * 403.
 *
 * The first message is always `state`. Then come the events after number `after` (all of them without it, or when
 * `journal` has changed), and from then on messages as things happen. Each message is one JSON object in a text frame.
 *
 * A page cannot run commands: it starts and stops the lesson's own server, and chooses what to send to it.
 */
import type { NetworkName } from "../network/networks.ts";
import type { HttpMethod } from "../text/http-syntax.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { ServerState } from "./api-live.ts";

export const CONSOLE_PROTOCOL = "workbook.console.1";
/** The limit of a frame's payload that a reader sends. */
export const SEND_LIMIT_BYTES = 64 * 1024;
/** The limit of open clients of each transport. */
export const CLIENT_LIMIT = 8;
/** The limit of time for the whole answer to a request that is not held. */
export const REQUEST_LIMIT_MS = 10_000;
/** The limit of events; the oldest are dropped first. */
export const EVENT_LIMIT = 10_000;

/** Messages from the page. */
export type ConsoleRequest =
  | { readonly type: "start-server" }
  | { readonly type: "stop-server" }
  /** Connects another client, or the named one again after it was closed. */
  | {
      readonly type: "open";
      readonly client?: string;
      /** Must begin with a slash. @default "/" */
      readonly path?: string;
      readonly protocols?: readonly string[];
    }
  | { readonly type: "send"; readonly client: string; readonly text: string }
  | { readonly type: "send-binary"; readonly client: string; readonly base64: string }
  /** Sends a ping frame with at most 125 bytes of text. */
  | { readonly type: "ping"; readonly client: string; readonly text?: string }
  /** Starts the closing handshake. */
  | { readonly type: "close"; readonly client: string; readonly code?: number; readonly reason?: string }
  /** Closes the TCP connection without a closing handshake. */
  | { readonly type: "terminate"; readonly client: string }
  /** Sends an HTTP request on a connection of its own. */
  | ({ readonly type: "request" } & RequestToSend)
  /** Aborts a request that has not been answered. */
  | { readonly type: "abort"; readonly client: string }
  /** Opens another event stream, or the named one again after it has ended. */
  | ({ readonly type: "open-stream"; readonly client?: string } & StreamToOpen)
  /** Closes an event stream, as `EventSource.close()` does. */
  | { readonly type: "close-stream"; readonly client: string }
  /** Puts another network between the clients and the server, open connections included. */
  | { readonly type: "set-network"; readonly network: NetworkName }
  /** Once, for 5 s. */
  | { readonly type: "go-offline" }
  /** Closes all clients, drops all events and begins a new journal. */
  | { readonly type: "clear" };

/** Messages to the page. */
export type ConsoleMessage =
  | ConsoleState
  | { readonly type: "event"; readonly event: ConsoleEvent }
  | { readonly type: "client"; readonly client: ConsoleClient }
  | { readonly type: "server"; readonly server: ServerState }
  | { readonly type: "network"; readonly network: NetworkView }
  /** A request was refused, with one sentence. Sent only to the tab that made it. */
  | { readonly type: "refused"; readonly request: string; readonly message: string };

export interface ConsoleState {
  readonly type: "state";
  /** Changes with `clear`: the page then drops its events. It survives a restart of the workbook. */
  readonly journal: string;
  readonly server: ServerState;
  readonly network: NetworkView;
  readonly clients: readonly ConsoleClient[];
  /** The number of the first event that follows. */
  readonly from: number;
}

export interface NetworkView {
  readonly name: NetworkName;
  /** The number that its random faults come from. */
  readonly seed: number;
}

export interface RequestToSend {
  readonly method: HttpMethod;
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, as `application/json` unless `headers` says otherwise. */
  readonly body?: string;
  /** Waits for the answer without a limit. @default false */
  readonly hold?: boolean;
}

export interface StreamToOpen {
  /** Begins with a slash. */
  readonly path: string;
  /** Sent as `Last-Event-ID`, as a browser does when it reconnects. */
  readonly lastEventId?: string;
}

/** What talks to the learner's server: a WebSocket connection, an HTTP request or an event stream. */
export type ConsoleClient = SocketView | RequestView | StreamView;

/** Whether a client still waits for something or can be sent something. */
export function isActive({ state }: ConsoleClient): boolean {
  return state !== "closed" && state !== "ended";
}

export interface RequestView {
  readonly transport: "http";
  /** For example `http-1`. The name of a request that has ended is given to the next one. */
  readonly name: string;
  readonly state: "waiting" | "ended";
  readonly method: string;
  readonly path: string;
  readonly hold: boolean;
  /** What has come of the answer; null before its headers. */
  readonly answer: AnswerView | null;
  /** How it ended when the answer is not complete; null before, and when it is. */
  readonly reason: string | null;
}

export interface AnswerView {
  readonly status: number;
  readonly headers: Headers;
  /** Capped. Empty until the answer has ended. */
  readonly body: string;
  /** Of the whole body. */
  readonly bytes: number;
  /** From the request to the end of the answer, or to its headers while more is to come. */
  readonly tookMs: number;
}

export interface StreamView {
  readonly transport: "sse";
  /** For example `stream-1`. */
  readonly name: string;
  readonly state: "connecting" | "open" | "ended";
  readonly path: string;
  /** null before the answer's headers. */
  readonly status: number | null;
  /** What a browser would send as `Last-Event-ID`; brought up to date when the stream ends. */
  readonly lastEventId: string;
  /** The last `retry` field; null when none came. */
  readonly retryMs: number | null;
  /** How it ended; null before. */
  readonly reason: string | null;
}

/** Pairs of a name in lower case and a value, in their order. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface SocketView {
  readonly transport: "websocket";
  /** For example `client-1`. */
  readonly name: string;
  readonly state: "connecting" | "open" | "closing" | "closed";
  readonly path: string;
  /** The subprotocol that the server selected; empty for none. */
  readonly protocol: string;
  /** How the client was closed, while `closed`; null before, and when the connection was never open. */
  readonly closed: { readonly code: number; readonly reason: string; readonly byServer: boolean } | null;
}

/**
 * An event on the wire. `at` is in milliseconds since the journal began; `peer` is the client. `kind` is that of a
 * transcript event, so the diagram of checks can draw it.
 */
export type ConsoleEvent = TranscriptEvent & {
  /** The number of the event in its journal, from 1. */
  readonly n: number;
} & ConsoleDetails;

export interface ConsoleDetails {
  /** The payload of a binary frame, capped. */
  readonly base64?: string;
  /** What a close code means, or what a browser makes of a stream, in one sentence. */
  readonly meaning?: string;
  /** With the end of a connection: whether the server ended it. */
  readonly byServer?: boolean;
  /** With a request: what the console was asked for, so that it can be asked again. */
  readonly asked?: "request" | "held" | "stream";
  /** With a request, the headers that were chosen; with an answer, those that came. Capped. */
  readonly headers?: Headers;
  /** The body of a request, whole. */
  readonly body?: string;
  /** With a whole answer: milliseconds since the request. */
  readonly tookMs?: number;
}

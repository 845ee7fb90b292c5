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
import type { TranscriptEvent } from "../transcript-event.ts";
import type { ServerState } from "./api-live.ts";

export const CONSOLE_PROTOCOL = "workbook.console.1";
/** The limit of a frame's payload that a reader sends. */
export const SEND_LIMIT_BYTES = 64 * 1024;
/** The limit of open clients. */
export const CLIENT_LIMIT = 8;
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
  /** Closes all clients, drops all events and begins a new journal. */
  | { readonly type: "clear" };

/** Messages to the page. */
export type ConsoleMessage =
  | ConsoleState
  | { readonly type: "event"; readonly event: ConsoleEvent }
  | { readonly type: "client"; readonly client: ConsoleClient }
  | { readonly type: "server"; readonly server: ServerState }
  /** A request was refused, with one sentence. Sent only to the tab that made it. */
  | { readonly type: "refused"; readonly request: string; readonly message: string };

export interface ConsoleState {
  readonly type: "state";
  /** Changes with `clear`: the page then drops its events. It survives a restart of the workbook. */
  readonly journal: string;
  readonly server: ServerState;
  readonly clients: readonly ConsoleClient[];
  /** The number of the first event that follows. */
  readonly from: number;
}

export interface ConsoleClient {
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
  /** With `close`: what the code means, in one sentence. */
  readonly meaning?: string;
  /** With the end of a connection: whether the server ended it. */
  readonly byServer?: boolean;
}

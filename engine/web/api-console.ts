/**
 * The console: one for each lesson, whoever looks at it. `new WebSocket(".../api/console/lesson-ws?after=17&journal=x1",
 * ["workbook.console.1", "token." + token])`. The server answers with the first protocol; without the token, with a
 * foreign Origin or Host it answers the handshake with 403.
 *
 * The first message is always `state`. It is followed by every event after number `after` (all of them without it, or
 * when `journal` is another one than before); from then on all messages come as things happen. All tabs see the same.
 * Each message is one JSON object in a text frame.
 *
 * Nothing a page sends is run: it starts and stops the lesson's own server, and says what to send to it.
 */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { ServerState } from "./api-live.ts";

export const CONSOLE_PROTOCOL = "workbook.console.1";
/** A frame that is sent by hand may have this many bytes. */
export const SEND_LIMIT_BYTES = 64 * 1024;
/** Clients that are open at a time. */
export const CLIENT_LIMIT = 8;
/** Events that the console holds; the oldest go first. */
export const EVENT_LIMIT = 10_000;

/** From the page. */
export type ConsoleRequest =
  | { readonly type: "start-server" }
  | { readonly type: "stop-server" }
  /** Connects one more client, or the named one again after it was closed. */
  | {
      readonly type: "open";
      readonly client?: string;
      /** Begins with a slash. @default "/" */
      readonly path?: string;
      readonly protocols?: readonly string[];
    }
  | { readonly type: "send"; readonly client: string; readonly text: string }
  | { readonly type: "send-binary"; readonly client: string; readonly base64: string }
  /** A ping frame, with at most 125 bytes of text. */
  | { readonly type: "ping"; readonly client: string; readonly text?: string }
  /** Begins the closing handshake. */
  | { readonly type: "close"; readonly client: string; readonly code?: number; readonly reason?: string }
  /** Breaks the connection without one. */
  | { readonly type: "terminate"; readonly client: string }
  /** Closes all clients and forgets all events: a new journal begins. */
  | { readonly type: "clear" };

/** To the page. */
export type ConsoleMessage =
  | ConsoleState
  | { readonly type: "event"; readonly event: ConsoleEvent }
  | { readonly type: "client"; readonly client: ConsoleClient }
  | { readonly type: "server"; readonly server: ServerState }
  /** A request could not be met; one sentence. Goes only to whoever asked. */
  | { readonly type: "refused"; readonly request: string; readonly message: string };

export interface ConsoleState {
  readonly type: "state";
  /** Another one after `clear`: the page forgets the events it holds. It outlives a restart of the workbook. */
  readonly journal: string;
  readonly server: ServerState;
  readonly clients: readonly ConsoleClient[];
  /** Number of the first event that follows. */
  readonly from: number;
}

export interface ConsoleClient {
  /** For example `client-1`. */
  readonly name: string;
  readonly state: "connecting" | "open" | "closing" | "closed";
  readonly path: string;
  /** The protocol the server chose; empty for none. */
  readonly protocol: string;
  /** How it was closed, while `closed`; null before, and when the connection never was open. */
  readonly closed: { readonly code: number; readonly reason: string; readonly byServer: boolean } | null;
}

/**
 * One thing that went over the wire. `at` counts in milliseconds since the journal began; `peer` is the client.
 * Its `kind` is the transcript's: the diagram of a check draws it as it is.
 */
export type ConsoleEvent = TranscriptEvent & {
  /** Counts the events of the journal from 1. */
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

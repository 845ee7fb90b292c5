import type { NewEvent, TranscriptEvent } from "../transcript-event.ts";
import type { Address } from "./address.ts";
import { PeerNames } from "./peer-names.ts";
import type { RunningServer } from "./run.ts";
import type { Transcript } from "./transcript.ts";

/** Something a check opened: closed for it when the check ends. */
export interface Opened {
  /** Whether the check waits for the server through it at this moment. */
  readonly isWaiting: boolean;
  dispose(): void;
}

export interface ServerLinkOptions {
  /** How the transcript names the server, for a check that uses several: for example `server-2`. */
  readonly label?: string;
  /** The names of the check's clients, shared by all its servers. */
  readonly names?: PeerNames;
}

/**
 * The way from a check to one of its servers: what every transport needs to know of the server, and the place where
 * what it sends and receives is recorded.
 */
export class ServerLink {
  readonly server: RunningServer;
  readonly names: PeerNames;
  readonly #transcript: Transcript;
  readonly #label: string | undefined;
  readonly #opened: Opened[] = [];

  constructor(server: RunningServer, transcript: Transcript, options: ServerLinkOptions = {}) {
    this.server = server;
    this.names = options.names ?? new PeerNames();
    this.#transcript = transcript;
    this.#label = options.label;
  }

  /** Read anew for each connection: a server may close its listener and open another one. */
  get address(): Address {
    return { host: this.server.host, port: this.server.port };
  }

  /** Milliseconds since the check began, the clock of all arrival times. */
  now(): number {
    return this.#transcript.now();
  }

  /** Records what was sent, came or happened, and returns what the transcript holds of it. */
  record(event: NewEvent): TranscriptEvent {
    return this.#transcript.add(this.#label === undefined ? event : { ...event, server: this.#label });
  }

  /** Puts one event in the place of the first of several that turned out to belong together; see `Transcript.fold`. */
  fold(events: readonly TranscriptEvent[], into: NewEvent): TranscriptEvent {
    return this.#transcript.fold(events, this.#label === undefined ? into : { ...into, server: this.#label });
  }

  /** Takes charge of what was opened, and returns it. */
  own<T extends Opened>(opened: T): T {
    this.#opened.push(opened);
    return opened;
  }

  /** Whether the check waits for this server at this moment. */
  get isWaiting(): boolean {
    return this.#opened.some(({ isWaiting }) => isWaiting);
  }

  /** Closes everything that was opened. */
  dispose(): void {
    for (const opened of this.#opened) opened.dispose();
  }
}

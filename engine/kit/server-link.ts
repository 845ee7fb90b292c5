import type { NewEvent, TranscriptEvent } from "../transcript-event.ts";
import type { Address } from "./address.ts";
import { PeerNames } from "./peer-names.ts";
import type { RunningServer } from "./run.ts";
import type { Transcript } from "./transcript.ts";
import { WaitCounter } from "./wait-counter.ts";

/** Something that a check opened, and that is closed when the check ends. */
export interface Opened {
  /** How often the check is waiting for the server through it now. */
  readonly waits: number;
  dispose(): void;
}

/** A wait that ends early when the server is proved to be silent. */
export interface SilentWait {
  /** Whether everything that its client sends has been handed to the operating system. @default it has */
  readonly isSent?: () => boolean;
}

export interface ServerLinkOptions {
  /** The server's name in the transcript of a check that uses several, for example `server-2`. */
  readonly label?: string;
  /** The names of the check's clients, shared by all its servers. */
  readonly names?: PeerNames;
  /** Whether the check does nothing now beside this many waits for this server. @default this is not known */
  readonly doesNothingBeside?: (waits: number) => boolean;
}

/**
 * Connects the transports of a check with one of its servers: provides the server's address, and records what is sent and
 * received.
 */
export class ServerLink {
  readonly server: RunningServer;
  readonly names: PeerNames;
  /** Whether the check does nothing now beside this many waits for this server, and so will not send anything meanwhile. */
  readonly doesNothingBeside: (waits: number) => boolean;
  /** The waits that fail the check when the server stays silent: none of them ends, and the check goes on, by silence. */
  readonly failingWaits = new Set<SilentWait>();
  readonly #transcript: Transcript;
  readonly #label: string | undefined;
  readonly #opened: Opened[] = [];
  readonly #waits = new WaitCounter();

  constructor(server: RunningServer, transcript: Transcript, options: ServerLinkOptions = {}) {
    this.server = server;
    this.names = options.names ?? new PeerNames();
    this.doesNothingBeside = options.doesNothingBeside ?? (() => false);
    this.#transcript = transcript;
    this.#label = options.label;
  }

  /** To be read again for each connection: a server may close its listener and open another one. */
  get address(): Address {
    return { host: this.server.host, port: this.server.port };
  }

  /** Milliseconds since the check began, the unit of all arrival times. */
  now(): number {
    return this.#transcript.now();
  }

  /** Records an event and returns it as stored in the transcript. */
  record(event: NewEvent): TranscriptEvent {
    return this.#transcript.add(this.#label === undefined ? event : { ...event, server: this.#label });
  }

  /** Replaces several events by one, at the place of the first; see `Transcript.fold`. */
  fold(events: readonly TranscriptEvent[], into: NewEvent): TranscriptEvent {
    return this.#transcript.fold(events, this.#label === undefined ? into : { ...into, server: this.#label });
  }

  /** Registers something that was opened, to be closed with the check, and returns it. */
  own<T extends Opened>(opened: T): T {
    this.#opened.push(opened);
    return opened;
  }

  /** What was opened of one class so far, in order. */
  opened<T extends Opened>(kind: abstract new (...args: never[]) => T): T[] {
    return this.#opened.filter((one): one is T => one instanceof kind);
  }

  /** Everything that was opened so far. */
  get all(): readonly Opened[] {
    return this.#opened;
  }

  /** How often the check is waiting for this server now. */
  get waits(): number {
    return this.#opened.reduce((sum, { waits }) => sum + waits, this.#waits.count);
  }

  /** Counts a wait that belongs to nothing that was opened. */
  waiting<T>(work: Promise<T>): Promise<T> {
    return this.#waits.during(() => work);
  }

  /** Closes everything that was opened. */
  dispose(): void {
    for (const opened of this.#opened) opened.dispose();
  }
}

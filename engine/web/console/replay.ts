/** Holds a saved conversation once more, with a fresh server, and puts both side by side. */
import { compareConversation } from "../../compare/conversation.ts";
import { isDifference } from "../../compare/row.ts";
import { isRemark, type TranscriptEvent } from "../../transcript-event.ts";
import type { Replay } from "../api.ts";
import type { ConsoleEvent } from "../api-console.ts";
import { ConsoleClient, type Happening } from "./console-client.ts";
import { startServer, type ServerOptions, type StartedServer } from "../../grade/start-server.ts";
import type { KeptSession } from "./saved-sessions.ts";

/** How long an answer that came when it was saved is waited for; in vain only once. */
const ANSWER_LIMIT_MS = 1_000;
/** All of a replay, however much was saved. */
const REPLAY_LIMIT_MS = 60_000;

export interface ReplayOptions {
  readonly session: KeptSession;
  readonly against: Replay["against"];
  readonly what: Omit<ServerOptions, "onOutput">;
}

/** @throws what the signal was aborted with */
export async function replay({ session, against, what }: ReplayOptions): Promise<Replay> {
  const server = await startServer(what);
  if ("reason" in server) return { against, transcript: [], peers: [], differences: 0, reason: server.reason };
  const stage = new Repetition(server, what.signal);
  try {
    await stage.play(session.transcript);
  } finally {
    await server.stop();
  }
  const peers = peersOf(session.transcript).map((peer) => ({
    peer,
    rows: compareConversation(
      { events: eventsOf(session.transcript, peer), ports: session.ports, endedAt: Number.POSITIVE_INFINITY },
      { events: eventsOf(stage.transcript, peer), ports: [server.port], endedAt: Number.POSITIVE_INFINITY },
    ),
  }));
  const differences = peers.flatMap(({ rows }) => rows).filter(({ mark }) => isDifference(mark)).length;
  return { against, transcript: stage.transcript, peers, differences, reason: null };
}

/** The second performance of a conversation. */
class Repetition {
  readonly transcript: TranscriptEvent[] = [];
  readonly #server: StartedServer;
  readonly #signal: AbortSignal | undefined;
  readonly #startedAt = performance.now();
  readonly #clients = new Map<string, ConsoleClient>();
  /** By client: answers that were waited for in vain. */
  readonly #missing = new Map<string, number>();
  #wake = () => {};

  constructor(server: StartedServer, signal: AbortSignal | undefined) {
    this.#server = server;
    this.#signal = signal;
  }

  /** Says what was said, each time after what had been heard by then has been heard again, or waited for in vain. */
  async play(saved: readonly ConsoleEvent[]): Promise<void> {
    const deadline = this.#startedAt + REPLAY_LIMIT_MS;
    const heard = new Map<string, number>();
    for (const event of saved) {
      if (event.dir === "out") {
        await this.#heardAgain(heard, deadline);
        this.#signal?.throwIfAborted();
        this.#say(event);
      } else if (counts(event)) heard.set(event.peer, (heard.get(event.peer) ?? 0) + 1);
    }
    await this.#heardAgain(heard, deadline);
    for (const client of this.#clients.values()) client.abandon();
  }

  async #heardAgain(heard: ReadonlyMap<string, number>, deadline: number): Promise<void> {
    const limit = Math.min(deadline, performance.now() + ANSWER_LIMIT_MS);
    while (!this.#isComplete(heard) && performance.now() < limit && this.#signal?.aborted !== true)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, limit - performance.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    for (const [peer, count] of heard) this.#missing.set(peer, Math.max(0, count - this.#heardFrom(peer)));
  }

  #isComplete(heard: ReadonlyMap<string, number>): boolean {
    return [...heard].every(
      ([peer, count]) =>
        this.#clients.get(peer)?.view.state === "closed" ||
        this.#heardFrom(peer) + (this.#missing.get(peer) ?? 0) >= count,
    );
  }

  #heardFrom(peer: string): number {
    return this.transcript.filter((event) => event.peer === peer && event.dir !== "out" && counts(event)).length;
  }

  #say(event: ConsoleEvent): void {
    if (event.kind === "upgrade" && event.dir === "out")
      return this.#connect(event.peer, event.path, event.protocols ?? []);
    const client = this.#clients.get(event.peer);
    if (client === undefined) return;
    if (event.kind === "close") return client.close(event.code, event.reason);
    if (!client.isOpen) return;
    if (event.kind === "text") client.send(event.text);
    if (event.kind === "binary") client.sendBinary(Buffer.from(event.base64 ?? "", "base64"));
    if (event.kind === "ping") client.ping(event.data ?? "");
  }

  #connect(name: string, path: string, protocols: readonly string[]): void {
    this.#clients.get(name)?.abandon();
    this.#clients.set(
      name,
      new ConsoleClient({
        name,
        port: this.#server.port,
        path,
        protocols,
        onEvent: (event) => this.#record(event),
        onState: () => this.#wake(),
      }),
    );
  }

  #record(event: Happening): void {
    this.transcript.push({ at: Math.round((performance.now() - this.#startedAt) * 10) / 10, ...event });
    this.#wake();
  }
}

/** What is waited for again: what the server said or did. */
function counts(event: TranscriptEvent): boolean {
  return !isRemark(event) && event.kind !== "exit";
}

function peersOf(transcript: readonly TranscriptEvent[]): string[] {
  return [...new Set(transcript.filter(({ kind }) => kind === "upgrade").map(({ peer }) => peer))];
}

function eventsOf(transcript: readonly TranscriptEvent[], peer: string): TranscriptEvent[] {
  return transcript.filter((event) => event.peer === peer);
}

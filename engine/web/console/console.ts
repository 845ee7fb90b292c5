/** The console of one lesson: its server, the clients that talk to it, and all that was said. */
import { endSentence } from "../../kit/end-sentence.ts";
import type { ServerEnd } from "../../kit/run.ts";
import { displayPath } from "../../state/display-path.ts";
import {
  CLIENT_LIMIT,
  type ConsoleClient as ClientView,
  type ConsoleMessage,
  type ConsoleRequest,
  type ConsoleState,
} from "../api-console.ts";
import type { SessionSummary } from "../api.ts";
import type { LessonSnapshot, LogLine, ServerState } from "../api-live.ts";
import { ApiFault } from "../api-fault.ts";
import { ConsoleClient, type Happening } from "./console-client.ts";
import { ConsoleJournal } from "./console-journal.ts";
import { ConsoleServer } from "./console-server.ts";
import type { ServerOptions } from "../../grade/start-server.ts";
import { lostClients } from "./lost-clients.ts";
import { SavedSessions, SESSION_LIMIT } from "./saved-sessions.ts";
import { ServerLog } from "./server-log.ts";

export interface ConsoleOptions {
  readonly what: Omit<ServerOptions, "onOutput" | "signal" | "source" | "display">;
  /** Absolute path of the folder that keeps what the console holds. */
  readonly folder: string;
  readonly onServer: (state: ServerState) => void;
  readonly onLog: (lines: readonly LogLine[]) => void;
  readonly onSessions: (sessions: readonly SessionSummary[]) => void;
}

export class Console {
  readonly sessions: SavedSessions;
  readonly #options: ConsoleOptions;
  readonly #journal: ConsoleJournal;
  readonly #log: ServerLog;
  readonly #server: ConsoleServer;
  readonly #clients = new Map<string, ConsoleClient>();
  /** Clients of an earlier start of the workbook, which can only be opened again. */
  readonly #past = new Map<string, ClientView>();
  readonly #pages = new Set<(message: ConsoleMessage) => void>();

  static async open(options: ConsoleOptions): Promise<Console> {
    const { folder, onLog, what } = options;
    const shownFolder = displayPath(what.workbook.root, what.lesson.folder);
    const [journal, sessions, log] = await Promise.all([
      ConsoleJournal.open(folder),
      SavedSessions.open(folder),
      ServerLog.open({ folder, shownFolder, onLines: onLog }),
    ]);
    return new Console(options, journal, sessions, log, shownFolder);
  }

  private constructor(
    options: ConsoleOptions,
    journal: ConsoleJournal,
    sessions: SavedSessions,
    log: ServerLog,
    display: string,
  ) {
    this.#options = options;
    this.#journal = journal;
    this.sessions = sessions;
    this.#log = log;
    const what = { ...options.what, source: options.what.lesson.folder, display };
    this.#server = new ConsoleServer({ what, log, onState: (state, end) => this.#onServer(state, end) });
    const { views, unended } = lostClients(journal.events);
    for (const view of views) this.#past.set(view.name, view);
    for (const peer of unended)
      journal.add({
        peer,
        dir: "none",
        kind: "close",
        text: "closed 1006 (the workbook was started anew)",
        code: 1006,
        byServer: false,
      });
  }

  get snapshot(): Pick<LessonSnapshot, "server" | "log" | "sessions"> {
    return { server: this.#server.state, log: this.#log.lines, sessions: this.sessions.list };
  }

  /** What a page is told first; it is followed by the events from `from` on. */
  state(from: number): ConsoleState {
    return { type: "state", journal: this.#journal.name, server: this.#server.state, clients: this.#views(), from };
  }

  /** The journal, for a page that catches up and for whoever keeps it. */
  get journal(): ConsoleJournal {
    return this.#journal;
  }

  /** @returns ends the looking on */
  look(page: (message: ConsoleMessage) => void): () => void {
    this.#pages.add(page);
    return () => void this.#pages.delete(page);
  }

  /** The files of the lesson changed. */
  save(names: readonly string[]): void {
    this.#server.save(names);
  }

  /** @throws ApiFault when the request cannot be met */
  take(request: ConsoleRequest): void {
    switch (request.type) {
      case "start-server":
        return this.#server.start();
      case "stop-server":
        return void this.#server.stop();
      case "open":
        return this.#open(request);
      case "clear":
        return this.#clear();
      case "terminate":
        return this.#known(request.client).terminate();
      case "send":
        return this.#opened(request.client).send(request.text);
      case "send-binary":
        return this.#opened(request.client).sendBinary(Buffer.from(request.base64, "base64"));
      case "ping":
        return this.#opened(request.client).ping(request.text ?? "");
      case "close":
        return this.#opened(request.client).close(request.code, request.reason);
    }
  }

  /** Keeps what was said under a name. @throws ApiFault when nothing was said */
  async keep(name: string): Promise<SessionSummary> {
    const { events, ports } = this.#journal;
    if (!events.some(({ kind }) => kind === "upgrade"))
      throw new ApiFault("nothing-to-save", "Nothing has been said in the console yet.");
    if (this.sessions.isFull)
      throw new ApiFault(
        "too-many-saved",
        `${SESSION_LIMIT} conversations are saved. Delete one that is not needed first.`,
      );
    const summary = await this.sessions.save(name, [...events], ports);
    this.#options.onSessions(this.sessions.list);
    return summary;
  }

  async forget(id: string): Promise<void> {
    await this.sessions.remove(id);
    this.#options.onSessions(this.sessions.list);
  }

  /** Resolves when the server and all connections are gone and all is written. */
  async close(): Promise<void> {
    for (const client of this.#clients.values()) client.terminate();
    await this.#server.stop();
    await Promise.all([this.#log.close(), this.#journal.close()]);
  }

  #open({ client, path = "/", protocols = [] }: Extract<ConsoleRequest, { type: "open" }>): void {
    const { port } = this.#server;
    if (port === undefined) throw new ApiFault("busy", "Start the server first; a client needs somebody to talk to.");
    const name = client ?? this.#newName();
    const known = this.#clients.get(name);
    if (known !== undefined && known.view.state !== "closed") throw new ApiFault("busy", `${name} is still connected.`);
    const open = [...this.#clients.values()].filter(({ view }) => view.state !== "closed");
    if (open.length >= CLIENT_LIMIT)
      throw new ApiFault("busy", `${CLIENT_LIMIT} clients are connected; close one of them first.`);
    this.#journal.addPort(port);
    this.#past.delete(name);
    const opened: ConsoleClient = new ConsoleClient({
      name,
      port,
      path,
      protocols,
      onEvent: (event) => this.#record(event),
      onState: (view) => this.#tell({ type: "client", client: view }),
    });
    this.#clients.set(name, opened);
  }

  #clear(): void {
    for (const client of this.#clients.values()) client.abandon();
    this.#clients.clear();
    this.#past.clear();
    this.#journal.clear();
    this.#tell(this.state(1));
  }

  #newName(): string {
    const taken = new Set([...this.#clients.keys(), ...this.#past.keys()]);
    for (let number = 1; ; number += 1) if (!taken.has(`client-${number}`)) return `client-${number}`;
  }

  #known(name: string): ConsoleClient {
    const client = this.#clients.get(name);
    if (client === undefined) throw new ApiFault("not-found", `There is no ${name}.`);
    return client;
  }

  #opened(name: string): ConsoleClient {
    const client = this.#known(name);
    if (!client.isOpen) throw new ApiFault("busy", `${name} is not connected.`);
    return client;
  }

  #views(): ClientView[] {
    return [...this.#past.values(), ...[...this.#clients.values()].map(({ view }) => view)];
  }

  #record(event: Happening): void {
    this.#tell({ type: "event", event: this.#journal.add(event) });
  }

  #onServer(state: ServerState, end: ServerEnd | undefined): void {
    if (end !== undefined && this.#journal.events.length > 0) {
      const { exitCode, signal } = end;
      this.#record({ peer: "server", dir: "none", kind: "exit", exitCode, signal, text: endSentence(end) });
    }
    this.#tell({ type: "server", server: state });
    this.#options.onServer(state);
  }

  #tell(message: ConsoleMessage): void {
    for (const page of this.#pages) page(message);
  }
}

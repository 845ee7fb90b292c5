/** The console of one lesson: its server, the clients connected to it, and their conversation. */
import { endSentence } from "../../kit/end-sentence.ts";
import type { ServerEnd } from "../../kit/run.ts";
import { displayPath } from "../../state/display-path.ts";
import { type ConsoleMessage, type ConsoleRequest, type ConsoleState } from "../api-console.ts";
import type { ConversationSummary } from "../api.ts";
import type { LessonSnapshot, LogLine, ServerState } from "../api-live.ts";
import { ApiFault } from "../api-fault.ts";
import type { Happening } from "./socket-client.ts";
import { ConsoleClients } from "./console-clients.ts";
import { ConsoleJournal } from "./console-journal.ts";
import { ConsoleNetwork } from "./console-network.ts";
import { ConsoleServer } from "./console-server.ts";
import type { ServerOptions } from "../../grade/start-server.ts";
import { lostClients, WORKBOOK_RESTARTED } from "./lost-clients.ts";
import { opensConversation } from "./opens-conversation.ts";
import { SavedConversations, CONVERSATION_LIMIT } from "./saved-conversations.ts";
import { ServerLog } from "./server-log.ts";

export interface ConsoleOptions {
  readonly what: Omit<ServerOptions, "onOutput" | "signal" | "source" | "display" | "environment">;
  /** Absolute path of the folder for the console's files. */
  readonly folder: string;
  readonly onServer: (state: ServerState) => void;
  readonly onLog: (lines: readonly LogLine[]) => void;
  readonly onConversations: (conversations: readonly ConversationSummary[]) => void;
}

export class Console {
  readonly conversations: SavedConversations;
  readonly #options: ConsoleOptions;
  readonly #journal: ConsoleJournal;
  readonly #log: ServerLog;
  readonly #server: ConsoleServer;
  readonly #clients: ConsoleClients;
  /** Set by `open`. */
  #network!: ConsoleNetwork;
  readonly #pages = new Set<(message: ConsoleMessage) => void>();

  static async open(options: ConsoleOptions): Promise<Console> {
    const { folder, onLog, what } = options;
    const shownFolder = displayPath(what.workbook.root, what.lesson.folder);
    const [journal, conversations, log] = await Promise.all([
      ConsoleJournal.open(folder),
      SavedConversations.open(folder),
      ServerLog.open({ folder, shownFolder, onLines: onLog }),
    ]);
    const opened = new Console(options, journal, conversations, log, shownFolder);
    opened.#network = await opened.#openNetwork();
    return opened;
  }

  private constructor(
    options: ConsoleOptions,
    journal: ConsoleJournal,
    conversations: SavedConversations,
    log: ServerLog,
    display: string,
  ) {
    this.#options = options;
    this.#journal = journal;
    this.conversations = conversations;
    this.#log = log;
    const what = { ...options.what, source: options.what.lesson.folder, display };
    this.#server = new ConsoleServer({
      what,
      log,
      environment: () => this.#network.environment,
      onState: (state, end) => this.#onServer(state, end),
    });
    const { views, unended } = lostClients(journal.events);
    this.#clients = new ConsoleClients(views, {
      onEvent: (event, when) => this.#record(event, when),
      onState: (client) => this.#tell({ type: "client", client }),
    });
    for (const { name: peer, transport } of unended)
      if (transport === "websocket")
        journal.add({
          peer,
          dir: "none",
          kind: "close",
          text: `closed 1006 (${WORKBOOK_RESTARTED})`,
          code: 1006,
          byServer: false,
        });
      else journal.add({ peer, dir: "none", kind: "error", text: WORKBOOK_RESTARTED });
  }

  get snapshot(): Pick<LessonSnapshot, "server" | "log" | "conversations"> {
    return { server: this.#server.state, log: this.#log.lines, conversations: this.conversations.list };
  }

  /** The first message to a page; the events from `from` on follow. */
  state(from: number): ConsoleState {
    return {
      type: "state",
      journal: this.#journal.name,
      server: this.#server.state,
      network: this.#network.view,
      clients: this.#clients.views,
      from,
    };
  }

  /** The journal, from which a page catches up. */
  get journal(): ConsoleJournal {
    return this.#journal;
  }

  /** Adds a page. @returns removes it */
  look(page: (message: ConsoleMessage) => void): () => void {
    this.#pages.add(page);
    return () => void this.#pages.delete(page);
  }

  /** Called when files of the lesson were saved. */
  save(names: readonly string[]): void {
    this.#server.save(names);
  }

  /** Handles a request of a page. @throws ApiFault when it cannot be done */
  take(request: ConsoleRequest): void {
    switch (request.type) {
      case "start-server":
        return this.#server.start();
      case "stop-server":
        return void this.#server.stop();
      case "open":
        return this.#clients.openSocket(this.#port(), request.client, request);
      case "clear":
        return this.#clear();
      case "set-network":
        return this.#network.use(request.network);
      case "go-offline":
        return this.#network.goOffline();
      case "terminate":
        return this.#clients.socket(request.client).terminate();
      case "send":
        return this.#clients.connected(request.client).send(request.text);
      case "send-binary":
        return this.#clients.connected(request.client).sendBinary(Buffer.from(request.base64, "base64"));
      case "ping":
        return this.#clients.connected(request.client).ping(request.text ?? "");
      case "close":
        return this.#clients.connected(request.client).close(request.code, request.reason);
      case "request":
        return this.#clients.request(this.#port(), request);
      case "abort":
        return this.#clients.abort(request.client);
      case "open-stream":
        return this.#clients.openStream(this.#port(), request.client, request);
      case "close-stream":
        return this.#clients.closeStream(request.client);
    }
  }

  /** Saves the conversation under a name. @throws ApiFault when there is none */
  async keep(name: string): Promise<ConversationSummary> {
    const { events, ports } = this.#journal;
    if (!events.some(opensConversation))
      throw new ApiFault("nothing-to-save", "Nothing has been said in the console yet.");
    if (this.conversations.isFull)
      throw new ApiFault(
        "too-many-saved",
        `${CONVERSATION_LIMIT} conversations are saved. Delete one that is not needed first.`,
      );
    const summary = await this.conversations.save(name, [...events], ports);
    this.#options.onConversations(this.conversations.list);
    return summary;
  }

  async forget(id: string): Promise<void> {
    await this.conversations.remove(id);
    this.#options.onConversations(this.conversations.list);
  }

  /** Resolves when the server and all connections have ended and everything was written. */
  async close(): Promise<void> {
    this.#clients.end();
    await this.#network.close();
    await this.#server.stop();
    this.#network.removeDatabase();
    await Promise.all([this.#log.close(), this.#journal.close()]);
  }

  #openNetwork(): Promise<ConsoleNetwork> {
    return ConsoleNetwork.open({
      server: this.#server,
      hasBoard: this.#options.what.definition.board === true,
      nameAt: (clientPort) => this.#clients.nameAt(clientPort),
      onEvent: (event) => this.#record(event),
      onState: (network) => this.#tell({ type: "network", network }),
    });
  }

  /** The port that clients connect to: the network's. @throws ApiFault when no server runs */
  #port(): number {
    const { port } = this.#server;
    if (port === undefined)
      throw new ApiFault("busy", "Start the server first; a client needs something to connect to.");
    this.#journal.addPort(port);
    this.#journal.addPort(this.#network.port);
    return this.#network.port;
  }

  #clear(): void {
    this.#clients.clear();
    this.#journal.clear();
    this.#tell(this.state(1));
  }

  #record(event: Happening, when?: number): void {
    this.#tell({ type: "event", event: this.#journal.add(event, when) });
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

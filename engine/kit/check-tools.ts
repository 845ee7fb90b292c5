import type { Address } from "./address.ts";
import { Backend, type Route } from "./backend.ts";
import type { Board } from "./board.ts";
import { PeerNames } from "./peer-names.ts";
import { Program, type RunOptions } from "./program.ts";
import { Proxy } from "./proxy/proxy.ts";
import { Recorder } from "./proxy/record.ts";
import { Redis } from "./redis.ts";
import type { Random } from "./random.ts";
import type { RunningServer, ServerEnd } from "./run.ts";
import { ServerLink } from "./server-link.ts";
import { NeedsProcess, Server, startBeside } from "./servers.ts";
import { endOrSilent } from "./silence.ts";
import type { Transcript } from "./transcript.ts";
import type { HttpClient } from "./transports/http/http-client.ts";
import type { SseClient } from "./transports/sse/sse-client.ts";
import type { TcpClient } from "./transports/tcp/tcp-client.ts";
import { transportsTo, type Transports } from "./transports/transports.ts";
import type { WebSocketClient } from "./transports/websocket/websocket-client.ts";
import type { WebSocketEndpoint, WebSocketTransport } from "./transports/websocket/websocket-transport.ts";
import { WaitCounter } from "./wait-counter.ts";

/** The tools of a check. Everything that a check opens with them is closed when it ends. */
export interface Tools extends Transports {
  /** Opens a WebSocket connection on the lesson's path, as `websocket.open()` does. */
  readonly connect: () => Promise<WebSocketClient>;
  /** Input that cannot be hard-coded; it comes from the run's seed and the check's id. */
  readonly random: Random;
  /** The content of the server's database: random in every run, always in the same shape. See `board` in lesson.ts. */
  readonly board: Board;
  /** The Redis that REDIS_URL names to the server: it can be stopped and started again. See `services` in lesson.ts. */
  readonly redis: Redis;
  /** The environment variables that lesson.ts declares, with the values that the server got. */
  readonly environment: Readonly<Record<string, string>>;
  /** The server itself, which can be ended and restarted. */
  readonly server: Server;
  /** Starts another server of the submission on the same data, with tools of its own. */
  readonly servers: ServersTool;
  /** Starts a program that lesson.ts names. */
  readonly programs: ProgramsTool;
  /** Starts a proxy between a program and a server: the exercise's, unless `to` names another one or a backend. */
  readonly proxy: (options?: { readonly to?: Address }) => Promise<Proxy>;
  /** Starts a server scripted by the check, for a program to talk to. */
  readonly backend: (route: Route) => Promise<Backend>;
}

export interface ServersTool {
  /**
   * @param options.env environment variables, which take precedence over those that lesson.ts declares
   * @throws CheckFailure when it does not accept connections
   */
  start(options?: { readonly env?: Readonly<Record<string, string>> }): Promise<Tools>;
}

export interface ProgramsTool {
  /** Throws a CheckFailure when its file is missing or does not compile. */
  run(name: string, options?: RunOptions): Promise<Program>;
}

/** Everything that the tools of a check need. */
export interface CheckToolsParts {
  readonly server: RunningServer;
  /** What earlier checks of the exercise have found out about the server. */
  readonly endpoint: WebSocketEndpoint;
  /** The paths to try for a WebSocket connection without a path. */
  readonly websocketPaths: readonly string[];
  readonly random: Random;
  readonly transcript: Transcript;
  /** For a server that the check started: its name, and the names of the check's clients. */
  readonly beside?: { readonly name: string; readonly names: PeerNames };
}

/** The tools of one check for one server; keeps track of what they opened. */
export class CheckTools implements Tools {
  readonly http: HttpClient;
  readonly sse: SseClient;
  readonly websocket: WebSocketTransport;
  readonly tcp: TcpClient;
  readonly random: Random;
  readonly server: Server;
  /** Tools of the servers that the check started. */
  readonly others: CheckTools[] = [];
  readonly #parts: CheckToolsParts;
  readonly #running: RunningServer;
  readonly #transcript: Transcript;
  readonly #link: ServerLink;
  readonly #names: PeerNames;
  readonly #programs: Program[] = [];
  readonly #between: (Proxy | Backend)[] = [];
  readonly #redis: Redis | undefined;
  readonly #waits = new WaitCounter();

  constructor(parts: CheckToolsParts) {
    const { server, endpoint, websocketPaths, random, transcript, beside } = parts;
    this.#parts = parts;
    this.#running = server;
    this.#transcript = transcript;
    this.random = random;
    this.#names = beside?.names ?? new PeerNames();
    // Servers that the check starts are numbered from 2.
    if (beside === undefined) this.#names.take("server");
    this.#link = new ServerLink(server, transcript, {
      names: this.#names,
      // With more than one server, each could be waiting for the other.
      ...(beside === undefined
        ? { doesNothingBeside: (waits) => this.#doesNothingBeside(waits) }
        : { label: beside.name }),
    });
    const { http, sse, websocket, tcp } = transportsTo(this.#link, { paths: websocketPaths, endpoint });
    this.http = http;
    this.sse = sse;
    this.websocket = websocket;
    this.tcp = tcp;
    this.#redis = server.redis && new Redis(server.redis, transcript);
    this.server = new Server(beside?.name ?? "server", server, transcript, () => delete endpoint.accepted);
  }

  get board(): Board {
    if (this.#running.board === undefined)
      throw new Error("there is no board: lesson.ts needs board: true, and the server must be started by the grader");
    return this.#running.board;
  }

  get redis(): Redis {
    if (this.#redis !== undefined) return this.#redis;
    if (this.#running.processes === undefined) throw new NeedsProcess("needs a process the grader started");
    throw new Error('there is no Redis: lesson.ts needs services: ["redis"]');
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#running.environment ?? {};
  }

  /** The WebSocket clients of the check, including those of servers that it started. */
  get clients(): readonly WebSocketClient[] {
    return [...this.websocket.clients, ...this.others.flatMap((tools) => tools.clients)];
  }

  /** Everything that the check opened at its servers. */
  get opened(): readonly object[] {
    return [...this.#link.all, ...this.others.flatMap((tools) => tools.opened)];
  }

  /** Whether the check waits for the server, with a limit, at this moment. */
  get isWaiting(): boolean {
    const redis = this.#redis === undefined ? [] : [this.#redis];
    const all = [this.server, ...redis, ...this.#programs, ...this.#between, ...this.others];
    return this.#waits.count > 0 || this.#link.waits > 0 || all.some(({ isWaiting }) => isWaiting);
  }

  /** Whether it does nothing now beside this many waits for the server, which nothing else of the check talks to. */
  #doesNothingBeside(waits: number): boolean {
    const isAlone = [this.#programs, this.#between, this.others].every(({ length }) => length === 0);
    return (
      isAlone &&
      this.#waits.count === 0 &&
      this.#link.waits === waits &&
      !this.server.isWaiting &&
      !this.#redis?.isWaiting
    );
  }

  // Check files destructure the tools, so each method is bound to its object.
  readonly connect = (): Promise<WebSocketClient> => this.websocket.open();

  readonly servers: ServersTool = {
    start: ({ env = {} } = {}) =>
      this.#waits.during(async () => {
        const { name } = this.#names.take("server");
        const running = await startBeside(this.#running, env, name, this.#transcript);
        const tools = new CheckTools({
          ...this.#parts,
          server: running,
          endpoint: {},
          beside: { name, names: this.#names },
        });
        this.others.push(tools);
        return tools;
      }),
  };

  readonly programs: ProgramsTool = {
    run: (program, options = {}) =>
      this.#waits.during(async () => {
        const before = this.#programs.filter(({ name }) => name.split(" ", 1)[0] === program).length;
        const name = before === 0 ? program : `${program} ${before + 1}`;
        const running = await Program.run(this.#running, program, options, { name, transcript: this.#transcript });
        this.#programs.push(running);
        return running;
      }),
  };

  readonly proxy = async ({ to }: { readonly to?: Address } = {}): Promise<Proxy> => {
    const proxy = await Proxy.start(to ?? this.#running, this.#recorder("proxy"));
    this.#between.push(proxy);
    return proxy;
  };

  readonly backend = async (route: Route): Promise<Backend> => {
    const backend = await Backend.start(route, this.#recorder("backend"));
    this.#between.push(backend);
    return backend;
  };

  /** How a server of the check ended by itself: the exercise's, or one that the check started. */
  endOfServer(): { readonly name: string; readonly end: ServerEnd } | undefined {
    const end = this.#running.ended();
    return end === undefined
      ? this.others.map((tools) => tools.endOfServer()).find((other) => other !== undefined)
      : { name: this.server.name, end };
  }

  /** How a program ended: the first that crashed or was ended for exceeding a limit, or else the first that ended by itself. */
  endOfProgram(): { readonly name: string; readonly end: ServerEnd } | undefined {
    const ended = this.#allPrograms.flatMap(({ name, ended: end }) => (end === undefined ? [] : [{ name, end }]));
    return ended.find(({ end }) => end.code !== "server-exited") ?? ended[0];
  }

  /** The programs of the check, including those started with the tools of other servers. */
  get #allPrograms(): readonly Program[] {
    return [...this.#programs, ...this.others.flatMap((tools) => tools.#allPrograms)];
  }

  /** The error that a backend's route threw, which is a mistake of the check. */
  get fault(): unknown {
    const own = this.#between.map((one) => ("fault" in one ? one.fault : undefined));
    return [...own, ...this.others.map((tools) => tools.fault)].find((fault) => fault !== undefined);
  }

  /** Resolves when the first server of the check ends, after `limitMs`, or as soon as it is proved that none will. */
  async firstEnd(limitMs: number): Promise<void> {
    await endOrSilent(this.#link, this.#anyEnd(), limitMs);
  }

  #anyEnd(): Promise<unknown> {
    return Promise.race([this.#running.end, ...this.others.map((tools) => tools.#anyEnd())]);
  }

  /**
   * Resolves when the connections that `close` ends have ended, after half a second at most, and Redis is there again. A new
   * client that came while they are being closed would hide what their end leads to.
   */
  async gone(): Promise<void> {
    await Promise.all([this.websocket.gone(), this.#redis?.back()]);
  }

  close(): void {
    this.#link.dispose();
    this.#redis?.close();
    // Not awaited: the end of the grading waits for them.
    for (const program of this.#programs) void program.kill();
    for (const one of this.#between) one.close();
    for (const tools of this.others) tools.#closeServer();
  }

  #recorder(server: string): Recorder {
    return new Recorder(this.#transcript, () => this.#programs.at(-1)?.name ?? "client", server);
  }

  #closeServer(): void {
    this.close();
    void this.#running.processes?.kill();
  }
}

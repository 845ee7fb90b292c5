/** The server of the console: runs while the reader wants it to, and is restarted on every save. */
import { endPlace, endSentence } from "../../kit/end-sentence.ts";
import type { ServerEnd } from "../../kit/run.ts";
import type { Environment } from "../../lesson-environment.ts";
import type { ServerState } from "../api-live.ts";
import { startServer, type ServerOptions, type StartedServer } from "../../grade/start-server.ts";
import type { ServerLog } from "./server-log.ts";

export interface ConsoleServerOptions {
  readonly what: Omit<ServerOptions, "onOutput" | "signal" | "environment">;
  readonly log: ServerLog;
  /** Further variables of its environment, read at each start. */
  readonly environment: () => Environment;
  /** `end` is set when the server ended by itself. */
  readonly onState: (state: ServerState, end?: ServerEnd) => void;
}

export class ConsoleServer {
  readonly #options: ConsoleServerOptions;
  #state: ServerState;
  #server: StartedServer | undefined;
  /** Whether the server should run. May change at any time; steps that start or stop it run one after the other. */
  #wanted = false;
  #outdated = false;
  #saved: readonly string[] = [];
  #starting: AbortController | undefined;
  #work: Promise<void> | undefined;

  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    this.#state = { state: "stopped", start: options.log.lastStart, port: null, reason: null, saved: [] };
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The running server's address; undefined when there is none. */
  get port(): number | undefined {
    return this.#state.state === "running" ? this.#server?.port : undefined;
  }

  /** Starts the server, also again after it has ended. */
  start(): void {
    if (this.#wanted && this.#state.state !== "ended" && this.#state.state !== "failed") return;
    this.#wanted = true;
    this.#outdated = true;
    this.#saved = [];
    this.#meet();
  }

  /** Stops the server. Resolves when its processes have ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#starting?.abort(new Error("the server was stopped"));
    this.#meet();
    await this.#work;
  }

  /** Restarts a running server after files were saved, unless only prose changed. */
  save(names: readonly string[]): void {
    if (!this.#wanted || names.every((name) => name.endsWith(".md"))) return;
    this.#outdated = true;
    this.#saved = names;
    this.#starting?.abort(new Error("the files changed"));
    this.#meet();
  }

  /** Stops a running server and starts it again. Returns whether one was running. */
  restart(): boolean {
    if (this.#state.state !== "running") return false;
    this.#outdated = true;
    this.#saved = [];
    this.#meet();
    return true;
  }

  #meet(): void {
    this.#work ??= this.#steps()
      .catch((error: unknown) =>
        this.#tell({ ...this.#state, state: "failed", port: null, reason: faultReason(error) }),
      )
      .finally(() => {
        this.#work = undefined;
        // Handles what was requested after the last step ended.
        if (this.#outdated && this.#wanted) this.#meet();
      });
  }

  async #steps(): Promise<void> {
    while (this.#outdated || (!this.#wanted && this.#server !== undefined)) {
      this.#outdated = false;
      const old = this.#server;
      this.#server = undefined;
      if (!this.#wanted) {
        await old?.stop();
        continue;
      }
      this.#tell({ state: "starting", start: this.#state.start + 1, port: null, reason: null, saved: this.#saved });
      await old?.stop();
      await this.#startOnce();
    }
    if (!this.#wanted) this.#tell({ ...this.#state, state: "stopped", port: null, reason: null, saved: [] });
  }

  async #startOnce(): Promise<void> {
    const { what, log, environment } = this.#options;
    const { start } = this.#state;
    let show = (text: string) => text;
    log.begin(start);
    this.#starting = new AbortController();
    try {
      const started = await startServer({
        ...what,
        environment: environment(),
        signal: this.#starting.signal,
        onOutput: (stream, chunk, shown) => {
          show = shown;
          // Late output of an earlier server must not be attributed to this one.
          if (this.#state.start === start) log.take(stream, chunk, shown);
        },
      });
      if ("reason" in started) return this.#tell({ ...this.#state, state: "failed", reason: started.reason });
      this.#server = started;
      this.#tell({ ...this.#state, state: "running", port: started.asked });
      void started.end.then((end) => {
        if (this.#state.start === start) log.finish(show);
        if (this.#server === started) void this.#ended(started, end);
      });
    } catch (error) {
      // It was stopped for another step, which follows.
      if (this.#outdated || !this.#wanted) return;
      this.#tell({ ...this.#state, state: "failed", reason: faultReason(error) });
    } finally {
      this.#starting = undefined;
    }
  }

  async #ended(server: StartedServer, end: ServerEnd): Promise<void> {
    this.#server = undefined;
    this.#tell({ ...this.#state, state: "ended", port: null, reason: endReason(end) }, end);
    // Ends its remaining processes.
    await server.stop().catch(() => undefined);
  }

  #tell(state: ServerState, end?: ServerEnd): void {
    this.#state = state;
    this.#options.onState(state, end);
  }
}

type EndReason = NonNullable<ServerState["reason"]>;

function endReason(end: ServerEnd): EndReason {
  return { code: end.code, message: endSentence(end), ...endPlace(end) };
}

function faultReason(error: unknown): EndReason {
  return {
    code: "grader-error",
    message: `the workbook itself failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}

import type { NoServer, RunningServer } from "../kit/run.ts";
import type { Advice, Reason, Verdict } from "../verdict.ts";
import { bootReason } from "./boot-reason.ts";
import type { ProcessPool } from "./process-pool.ts";
import { killMarked } from "./process-tree.ts";
import type { Prebundle } from "./prebundle.ts";
import type { Boot, LaunchSpec, ServerProcess } from "./server-process.ts";
import { LOOPBACK } from "./spawn-server.ts";
import type { Stage } from "./stage.ts";

/** The servers of one grading: one per exercise, lent to the stretch probes afterwards. */
export class ServerGroup {
  readonly #pool: ProcessPool;
  readonly #servers = new Map<number, { process: ServerProcess; boot?: Promise<Boot> }>();
  readonly #extra: ServerProcess[] = [];
  /** By process: its files being copied. */
  readonly #copying = new Map<ServerProcess, Promise<void>>();
  #launchSpec: LaunchSpec | undefined;
  #stage: Stage | undefined;
  #prebundle: Prebundle = new Map();
  #stopped = 0;

  constructor(pool: ProcessPool) {
    this.#pool = pool;
  }

  add(exercise: number, prebundle: Prebundle): void {
    this.#prebundle = prebundle;
    this.#servers.set(exercise, { process: this.#spawn() });
  }

  /** Begins to copy the submission to where each server will run. */
  prepare(stage: Stage): void {
    this.#stage = stage;
    for (const { process } of this.#servers.values()) void this.#copyTo(process, stage);
  }

  start(launchSpec: LaunchSpec): void {
    this.#launchSpec = launchSpec;
    for (const server of this.#servers.values()) {
      server.boot = this.#boot(server.process);
      // Whoever waits for the server hears of it; nobody may be waiting yet.
      server.boot.catch(() => {});
    }
  }

  async server(exercise: number): Promise<RunningServer | NoServer> {
    const server = this.#servers.get(exercise);
    if (server?.boot === undefined) throw new Error(`exercise ${exercise} has no server`);
    return this.#running(server.process, await server.boot);
  }

  /** A server that still runs, the last exercise's first; a fresh one when none is left. */
  async probeServer(exclusive: boolean): Promise<RunningServer | NoServer> {
    const candidates = [...this.#servers].toReversed().filter(([, { process }]) => process.ended === undefined);
    const lent = candidates.at(exclusive ? 0 : -1);
    if (lent === undefined || (exclusive && candidates.length === 1)) {
      const process = this.#spawn();
      this.#extra.push(process);
      return this.#running(process, await this.#boot(process));
    }
    const [exercise, { process, boot }] = lent;
    if (exclusive) {
      this.#servers.delete(exercise);
      this.#extra.push(process);
    }
    return this.#running(process, await (boot as Promise<Boot>));
  }

  /** Why no server at all could be reached, or undefined when at least one could. */
  async commonReason(): Promise<Reason | undefined> {
    const boots = await Promise.all(
      [...this.#servers.values()].map(async ({ process, boot }) => ({ process, boot: await boot })),
    );
    const failed = boots.flatMap(({ process, boot }) =>
      boot === undefined || boot.state === "listening" ? [] : [bootReason(boot, process.stderr.text())],
    );
    return failed.length === boots.length ? failed[0] : undefined;
  }

  advice(): Advice[] {
    const first = [...this.#servers.values()][0]?.process;
    const listener = first?.httpListener(first.opened);
    if (listener === undefined) return [];
    const advice: Advice[] = [];
    if (!first?.askedForPort(listener))
      advice.push({
        code: "port-ignored",
        text: `the server asks for port ${listener.asked} whatever PORT says; process.env.PORT lets a host choose the port`,
      });
    if (listener.host === "::1")
      advice.push({
        code: "ipv6-only",
        text: "the server listens on ::1 only, so clients that use 127.0.0.1 do not reach it",
      });
    return advice;
  }

  async stop(): Promise<void> {
    const all = this.#all();
    await Promise.all(all.map((process) => process.stop()));
    // Nothing of a sandbox outlives it, so nothing has to be looked for.
    const outside = all.filter(({ sandboxed }) => !sandboxed);
    const { left } = outside.length === 0 ? { left: [] } : await killMarked(outside.map(({ trace }) => trace));
    const alive = new Set(left.map(({ mark }) => mark));
    this.#stopped = all.filter(({ ended, mark }) => ended !== undefined && !alive.has(mark)).length;
    // A copy under way would bring the folder back.
    await Promise.allSettled(this.#copying.values());
    await Promise.all(all.map(({ serverDir }) => serverDir.remove()));
  }

  /** What the verdict tells about the servers: the one that ended first, else the first one. */
  report(): Verdict["server"] {
    const all = this.#all();
    const told = all.find((process) => process.ended !== undefined && !process.stopping) ?? all[0];
    return {
      ports: told?.opened ?? [],
      exitCode: told?.stopping === false ? told.exitCode : null,
      signal: told?.stopping === false ? told.signal : null,
      stdout: told?.stdout.text() ?? "",
      stderr: told?.stderr.text() ?? "",
      // A process that waited for code that does not compile was no server.
      started: this.#launchSpec === undefined ? 0 : all.length,
      stopped: this.#launchSpec === undefined ? 0 : this.#stopped,
    };
  }

  #all(): ServerProcess[] {
    return [...[...this.#servers.values()].map(({ process }) => process), ...this.#extra];
  }

  #copyTo(process: ServerProcess, stage: Stage): Promise<void> {
    // A sandboxed process gets its files when it starts.
    const copying = process.sandboxed ? Promise.resolve() : stage.writeTo(process.serverDir.folder);
    this.#copying.set(process, copying);
    copying.catch(() => {});
    return copying;
  }

  async #boot(process: ServerProcess): Promise<Boot> {
    if (this.#launchSpec === undefined || this.#stage === undefined) throw new Error("no server was started yet");
    await (this.#copying.get(process) ?? this.#copyTo(process, this.#stage));
    await process.start(this.#launchSpec, this.#stage.files);
    return process.boot();
  }

  #spawn(): ServerProcess {
    return this.#pool.take(this.#prebundle);
  }

  #running(process: ServerProcess, boot: Boot): RunningServer | NoServer {
    if (boot.state !== "listening") {
      const { code, message } = bootReason(boot, process.stderr.text());
      return { code, sentence: message };
    }
    const port = () => process.httpListener()?.real ?? boot.port;
    return {
      host: LOOPBACK,
      // A server may close its listener and open another one.
      get port() {
        return port();
      },
      otherPorts: () => process.listeners.filter(({ real }) => real !== port()),
      // An end of our own making is no news about the submission.
      ended: () => (process.stopping ? undefined : process.ended),
      end: process.end.then((end) => (process.stopping ? new Promise(() => {}) : end)),
      terminate: () => process.terminate(),
    };
  }
}

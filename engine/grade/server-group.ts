import { isServer, type NoServer, type RunningServer } from "../kit/run.ts";
import type { Advice, Reason, Verdict } from "../verdict.ts";
import { bootReason } from "./boot-reason.ts";
import type { Launcher } from "./launcher.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { ServerProcess } from "./server-process.ts";
import { ServerSlot, type SlotOptions } from "./server-slot.ts";

/**
 * The servers of one grading: one for each exercise, which the stretch probes use afterwards. When exercises are graded in
 * turn, all servers but the first are started on first use.
 */
export class ServerGroup {
  readonly #launcher: Launcher;
  readonly #settings: (exercise: number | undefined) => SlotOptions;
  readonly #inTurn: boolean;
  readonly #slots = new Map<number, ServerSlot>();
  /** Exercises whose server is started on first use. */
  readonly #later = new Set<number>();
  #launchSpec: LaunchSpec | undefined;

  /** @param settings environment and data of an exercise's server; for undefined, of a server that only probes use */
  constructor(
    launcher: Launcher,
    settings: (exercise: number | undefined) => SlotOptions,
    { inTurn = false }: { readonly inTurn?: boolean | undefined } = {},
  ) {
    this.#launcher = launcher;
    this.#settings = settings;
    this.#inTurn = inTurn;
  }

  /** Starts the process of an exercise's server, which then waits for the file to run. */
  add(exercise: number): void {
    if (this.#inTurn && this.#slots.size > 0) this.#later.add(exercise);
    else this.#addNow(exercise);
  }

  #addNow(exercise: number): void {
    this.#slots.set(exercise, new ServerSlot(this.#launcher, this.#settings(exercise)));
  }

  start(launchSpec: LaunchSpec): void {
    this.#launchSpec = launchSpec;
    for (const slot of this.#slots.values()) slot.start(launchSpec);
  }

  async server(exercise: number): Promise<RunningServer | NoServer> {
    if (this.#later.delete(exercise)) {
      this.#addNow(exercise);
      this.#slots.get(exercise)?.start(this.#launchSpec as LaunchSpec);
    }
    const slot = this.#slots.get(exercise);
    if (slot === undefined) throw new Error(`exercise ${exercise} has no server`);
    return await slot.running();
  }

  /** Begins to end the server of an exercise that is over and that no probe needs. */
  release(exercise: number): void {
    // Not awaited: stopping all servers at the end waits for this one too.
    void this.#slots.get(exercise)?.process.stop();
  }

  /**
   * A server that is still running: that of the first exercise, or, for one probe alone, that of the last exercise which no
   * other probe has for itself. A new one when none is left.
   */
  async probeServer(exclusive: boolean): Promise<RunningServer | NoServer> {
    const candidates = [...this.#slots].filter(([, { process }]) => process.ended === undefined);
    const lent = candidates.at(exclusive ? -1 : 0);
    if (lent === undefined) {
      const slot = new ServerSlot(this.#launcher, this.#settings(undefined));
      slot.start(this.#launchSpec as LaunchSpec);
      return await slot.running();
    }
    const [exercise, slot] = lent;
    if (exclusive) this.#slots.delete(exercise);
    return await slot.running();
  }

  /** The server of an exercise, also when it has ended; undefined when it never accepted a connection. */
  async graded(exercise: number): Promise<RunningServer | undefined> {
    const running = await this.#slots.get(exercise)?.running();
    return running !== undefined && isServer(running) ? running : undefined;
  }

  /** One more server of the same submission, with what that of an exercise found, which reports what it does; see observe.mjs. */
  async observe(exercise: number | undefined): Promise<{ process: ServerProcess; server: RunningServer | NoServer }> {
    const slot = new ServerSlot(this.#launcher, this.#settings(exercise));
    slot.start({ ...(this.#launchSpec as LaunchSpec), observed: true });
    return { process: slot.process, server: await slot.running() };
  }

  /** Why no server could be reached, or undefined when at least one could. */
  async commonReason(): Promise<Reason | undefined> {
    const boots = await Promise.all(
      [...this.#slots.values()].flatMap(({ first }) => {
        if (first === undefined) return [];
        const { process, boot } = first;
        return [boot.then((how) => ({ process, how }))];
      }),
    );
    const failed = boots.flatMap(({ process, how }) =>
      how.state === "listening" ? [] : [bootReason(how, process.stderr.text())],
    );
    return failed.length === boots.length ? failed[0] : undefined;
  }

  advice(): Advice[] {
    const first = this.#launcher.processes[0];
    const listener = first?.httpListener(first.opened);
    const advice: Advice[] = [...this.#launcher.advice()];
    if (listener === undefined) return advice;
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

  /** The verdict's account of the servers: output and exit of the first one that ended by itself, else of the first one. */
  report(): Verdict["server"] {
    const all = this.#launcher.processes;
    const reported = all.find((process) => process.ended !== undefined && !process.stopping) ?? all[0];
    return {
      ports: reported?.opened ?? [],
      exitCode: reported?.stopping === false ? reported.exitCode : null,
      signal: reported?.stopping === false ? reported.signal : null,
      stdout: reported?.stdout.text() ?? "",
      stderr: reported?.stderr.text() ?? "",
      // When the code does not compile, the processes that waited for it are not counted as servers.
      started: this.#launchSpec === undefined ? 0 : all.length,
      stopped: this.#launchSpec === undefined ? 0 : this.#launcher.stopped,
    };
  }
}

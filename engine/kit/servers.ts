/** Lets a check end the server, restart it, and start another one on the same data. */
import { CheckFailure } from "./failure.ts";
import { endPlace, endSentence } from "./end-sentence.ts";
import { REPLY_LIMIT_MS } from "./limits.ts";
import { replyLimit } from "./reply-limit.ts";
import { isServer, type NoServer, type RunningServer, type SubmissionProcesses } from "./run.ts";
import { within } from "./time-limit.ts";
import type { Transcript } from "./transcript.ts";
import { WaitCounter } from "./wait-counter.ts";

/** The check needs a process that the grader started, but the server runs elsewhere. */
export class NeedsProcess extends Error {
  override name = "NeedsProcess";
}

/** The processes behind a server. Throws `NeedsProcess` when the server runs elsewhere. */
export function processesOf(server: RunningServer): SubmissionProcesses {
  if (server.processes === undefined) throw new NeedsProcess("needs a process the grader started");
  return server.processes;
}

/** One server of the submission as a check sees it. */
export class Server {
  /** `server`, or `server-2` for one that the check started. */
  readonly name: string;
  readonly #server: RunningServer;
  readonly #transcript: Transcript;
  readonly #onRestart: () => void;
  readonly #waits = new WaitCounter();
  /** Whether the check has killed it. */
  #isGone = false;

  /** @param onRestart called when its port may have changed */
  constructor(name: string, server: RunningServer, transcript: Transcript, onRestart: () => void) {
    this.name = name;
    this.#server = server;
    this.#transcript = transcript;
    this.#onRestart = onRestart;
  }

  /** Whether the check is waiting for its process now. */
  get isWaiting(): boolean {
    return this.#waits.count > 0;
  }

  /** For example `127.0.0.1`. */
  get host(): string {
    return this.#server.host;
  }

  /** The current port, which a restart changes. */
  get port(): number {
    return this.#server.port;
  }

  /** For example `http://127.0.0.1:40213`. */
  get url(): string {
    return `http://${this.host.includes(":") ? `[${this.host}]` : this.host}:${this.port}`;
  }

  /** Sends SIGTERM without waiting. */
  terminate(): void {
    this.#signalled("SIGTERM");
    this.#server.terminate?.();
  }

  /**
   * Waits until the process has ended by itself; fails with `not-ended` after `REPLY_LIMIT_MS`, as `replyLimit` counts them, and
   * with `server-stopped` when an uncaught error has ended it.
   */
  async ended(): Promise<void> {
    const limit = (ms: number, over: () => void) => replyLimit(this.#server, ms, over);
    const end = await this.#waits.during(() => within(REPLY_LIMIT_MS, this.#server.end, limit));
    const asked = { sent: "SIGTERM", expected: `the process ends within ${REPLY_LIMIT_MS / 1000} s` };
    if (end === undefined) throw new CheckFailure({ ...asked, code: "not-ended", received: "it is still running" });
    if (end.code !== "server-stopped") return;
    throw new CheckFailure({ ...asked, code: end.code, received: endSentence(end), ...endPlace(end) });
  }

  /** Ends the process with SIGKILL, as abruptly as a crash of the machine; resolves when it is gone. */
  async kill(): Promise<void> {
    const processes = processesOf(this.#server);
    this.#signalled("SIGKILL");
    await this.#waits.during(() => processes.kill());
    this.#isGone = true;
    this.#exited();
  }

  /**
   * Ends the process, if it still runs, with SIGKILL and starts the server again, on another port. Resolves once it accepts
   * connections; when it does not start, the check fails as the exercise would.
   * @param keepData whether it keeps its database or gets a new one with the board of the run
   */
  async restart({ keepData }: { readonly keepData: boolean }): Promise<void> {
    const processes = processesOf(this.#server);
    if (!this.#isGone && this.#server.ended() === undefined) this.#signalled("SIGKILL");
    this.#isGone = false;
    const refused = await this.#waits.during(() => processes.restart({ keepData }));
    this.#onRestart();
    const data = this.#server.board === undefined ? "" : keepData ? ", on the same data" : ", on new data";
    this.#transcript.add({
      peer: this.name,
      dir: "none",
      kind: "start",
      text: `${this.name} is started again${data}`,
    });
    if (refused !== undefined) throw notStarted(refused, "the server was started again");
  }

  #signalled(signal: NodeJS.Signals): void {
    this.#transcript.add({ peer: "grader", dir: "out", kind: "signal", signal, text: `${signal} to ${this.name}` });
  }

  #exited(): void {
    const text = `${this.name} is gone`;
    this.#transcript.add({ peer: this.name, dir: "none", kind: "exit", exitCode: null, signal: "SIGKILL", text });
  }
}

/** Starts another server on the same data. Throws a CheckFailure when it does not accept connections. */
export async function startBeside(
  first: RunningServer,
  environment: Readonly<Record<string, string>>,
  name: string,
  transcript: Transcript,
): Promise<RunningServer> {
  const started = await processesOf(first).startAnother(environment);
  const text = `${name} is started with the first server's data`;
  transcript.add({ peer: name, dir: "none", kind: "start", text });
  if (isServer(started)) return started;
  throw notStarted(started, `${name} was started with the first server's data`);
}

function notStarted({ code, sentence }: NoServer, sent: string): CheckFailure {
  return new CheckFailure({ code, sent, expected: "a server that accepts connections", received: sentence });
}

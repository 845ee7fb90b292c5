/**
 * A lesson's solution as it runs for a learner, behind a proxy on a free port. Clients keep the proxy's address while the
 * server behind it is stopped and started again.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { Proxy } from "../../kit/proxy/proxy.ts";
import { Recorder, type RecordedRequest } from "../../kit/proxy/record.ts";
import { Transcript } from "../../kit/transcript.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const LOOPBACK = "127.0.0.1";
/** A client that tries again waits 3 s or so, where the server names no other time; a busy machine adds to that. */
const ANSWER_LIMIT_MS = 20_000;

/** Environment variables of a server. */
export type Environment = Readonly<Record<string, string>>;

/** Starts the solution of a lesson for one test, and returns where it listens, for example `127.0.0.1:40213`. */
export async function startSolution(lesson: string): Promise<string> {
  const solution = await ServedSolution.start(lesson);
  onTestFinished(() => solution.close());
  return solution.address;
}

export class ServedSolution {
  readonly #lesson: string;
  readonly #env: Environment;
  readonly #folder: string;
  readonly #address = { host: LOOPBACK, port: 0 };
  #child: ChildProcess | undefined;
  #proxy: Proxy | undefined;

  /** Starts the solution of a lesson on a board of its own, which it keeps when it is started again. */
  static async start(lesson: string, env: Environment = {}): Promise<ServedSolution> {
    const solution = new ServedSolution(lesson, env, await mkdtemp(path.join(tmpdir(), "solution-")));
    try {
      await solution.run();
      const recorder = new Recorder(new Transcript(), () => "client", "proxy");
      solution.#proxy = await Proxy.start(solution.#address, recorder);
      return solution;
    } catch (error) {
      await solution.close();
      throw error;
    }
  }

  private constructor(lesson: string, env: Environment, folder: string) {
    this.#lesson = lesson;
    this.#env = env;
    this.#folder = folder;
  }

  /** What stands before the server. */
  get proxy(): Proxy {
    if (this.#proxy === undefined) throw new Error("the proxy has not been started");
    return this.#proxy;
  }

  /** The address that clients use. */
  get url(): string {
    return this.proxy.url;
  }

  /** Where the server itself listens, for example `127.0.0.1:40213`. */
  get address(): string {
    return `${LOOPBACK}:${this.#address.port}`;
  }

  /** Starts the server again after `stop`. */
  async run(): Promise<void> {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, ["--import", "tsx", `solutions/${this.#lesson}/server.ts`], {
      cwd: ROOT,
      env: { PATH, HOME, PORT: "0", DB_PATH: path.join(this.#folder, "board.db"), ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let printed = "";
    this.#address.port = await new Promise<number>((resolve, reject) => {
      const read = (text: string) => {
        printed += text;
        const port = /Server running on http:\/\/localhost:(\d+)/.exec(printed)?.[1];
        if (port !== undefined) resolve(Number(port));
      };
      child.stdout.setEncoding("utf8").on("data", read);
      child.stderr.setEncoding("utf8").on("data", read);
      child.once("exit", () => reject(new Error(`${this.#lesson} ended before it listened; it printed: ${printed}`)));
    });
  }

  /** Ends the server, and resolves when it is gone. */
  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** Sends a request to the server itself, past the proxy and what it is made to do. Returns the body of the answer. */
  async send(method: string, where: string, body?: string | object): Promise<string> {
    const isJson = typeof body === "object";
    const response = await fetch(`http://${this.address}${where}`, {
      method,
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
      headers: isJson ? { "content-type": "application/json" } : {},
    });
    if (!response.ok) throw new Error(`${method} ${where} was answered with ${response.status}`);
    return response.text();
  }

  /** The same for an answer of JSON, of which it returns `data`. */
  async ask<T>(method: string, where: string, body?: object): Promise<T> {
    return (JSON.parse(await this.send(method, where, body)) as { data: T }).data;
  }

  /** Waits until so many requests to this path have got an answer through the proxy, or its head, and returns them all. */
  async answered(where: string, count: number): Promise<readonly RecordedRequest[]> {
    const answered = () =>
      this.proxy.requests.filter((request) => request.path.split("?")[0] === where && request.answer !== undefined);
    await this.proxy.until(() => (answered().length >= count ? true : undefined), ANSWER_LIMIT_MS);
    if (answered().length >= count) return answered();
    throw new Error(
      `${answered().length} of ${count} requests to ${where} got an answer in ${ANSWER_LIMIT_MS / 1000} s`,
    );
  }

  /** Ends everything, and removes the board. */
  async close(): Promise<void> {
    this.#proxy?.close();
    await this.stop("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

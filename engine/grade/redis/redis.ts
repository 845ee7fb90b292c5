/** The Redis of one exercise: a real one where `redis-server` or `valkey-server` is on PATH, else the stand-in. */
import { randomInt } from "node:crypto";
import type { Sandbox } from "../../isolate/sandbox.ts";
import type { RedisService } from "../../kit/run.ts";
import { LOOPBACK } from "../spawn-server.ts";
import { findRedis } from "./find-redis.ts";
import { RedisProcess } from "./redis-process.ts";
import { StandIn } from "./stand-in.ts";

/** Below the ports that systems give to outgoing connections, so that it is still free after a stop. */
const FIRST_PORT = 20_000;
const LAST_PORT = 30_000;
const PORTS_TRIED = 5;

interface Running {
  stop(): Promise<void>;
}

export class Redis implements RedisService {
  /** Absolute path of the real one. */
  readonly #program: string | undefined;
  readonly #sandbox: Sandbox | undefined;
  /** Commands that the stand-in was sent and does not know. */
  readonly unknownCommands = new Set<string>();
  #port = 0;
  #running: Running | undefined;
  #isClosed = false;
  /** One change after the other: a stop that comes while it starts waits for that. */
  #changes: Promise<void> = Promise.resolve();

  /** @param sandbox what a real one runs in. @default a process of its own */
  constructor(sandbox: Sandbox | undefined) {
    this.#sandbox = sandbox;
    this.#program = findRedis(sandbox);
  }

  /** Starts it on a free port, which stays the same. Throws when there is none, or it does not start. */
  async open(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#port = randomInt(FIRST_PORT, LAST_PORT);
      try {
        await this.start();
        return;
      } catch (error) {
        if (attempt === PORTS_TRIED || this.#isClosed) throw error;
      }
    }
  }

  /** Stops it for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stop();
  }

  get isStandIn(): boolean {
    return this.#program === undefined;
  }

  get url(): string {
    return `redis://${LOOPBACK}:${this.#port}`;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  async start(): Promise<void> {
    await this.#change(async () => {
      if (this.#running !== undefined) return;
      if (this.#isClosed) throw new Error("the grading is over, so no Redis is started");
      const started = await this.#startOne();
      if (typeof started === "string")
        throw new Error(`${this.#program ?? "the stand-in for Redis"} did not start: ${lastLine(started)}`);
      this.#running = started;
    });
  }

  async stop(): Promise<void> {
    await this.#change(async () => {
      await this.#running?.stop();
      this.#running = undefined;
    });
  }

  async #startOne(): Promise<Running | string> {
    return this.#program === undefined
      ? await StandIn.start(this.#port, this.unknownCommands)
      : await RedisProcess.start(this.#program, this.#port, this.#sandbox);
  }

  async #change(work: () => Promise<void>): Promise<void> {
    const changed = this.#changes.then(work);
    this.#changes = changed.catch(() => {});
    await changed;
  }
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}

import { killClients, publish } from "./publish.ts";
import type { RedisService } from "./run.ts";
import type { Transcript } from "./transcript.ts";
import { WaitCounter } from "./wait-counter.ts";

/** The Redis of the exercise as a check sees it. */
export class Redis {
  readonly #service: RedisService;
  readonly #transcript: Transcript;
  readonly #waits = new WaitCounter();
  #isBack: Promise<void> = Promise.resolve();

  constructor(service: RedisService, transcript: Transcript) {
    this.#service = service;
    this.#transcript = transcript;
  }

  /** What REDIS_URL says: the same after each start. */
  get url(): string {
    return this.#service.url;
  }

  /** Whether a check waits for it at this moment. */
  get isWaiting(): boolean {
    return this.#waits.count > 0;
  }

  /** Ends it as a crash would: every connection to it is lost, and everything stored. */
  async stop(): Promise<void> {
    await this.#waits.during(() => this.#service.stop());
    const text = "redis is gone";
    this.#transcript.add({ peer: "redis", dir: "none", kind: "exit", exitCode: null, signal: "SIGKILL", text });
  }

  /** Starts it again on the same port; it knows nothing of what was stored before. */
  async start(): Promise<void> {
    await this.#waits.during(() => this.#service.start());
    const text = "redis is started again and has forgotten everything";
    this.#transcript.add({ peer: "redis", dir: "none", kind: "start", text });
  }

  /**
   * Publishes a message, as another client of the same Redis would. Returns how many subscribers were sent it, on
   * connections of whichever server or program. Throws while it is stopped.
   */
  async publish(channel: string, message: string): Promise<number> {
    const receivers = await this.#waits.during(() => publish(this.url, channel, message));
    const text = `PUBLISH ${channel} ${JSON.stringify(message)}, received by ${receivers}`;
    this.#transcript.add({ peer: "redis", dir: "none", kind: "note", text });
    return receivers;
  }

  /**
   * Cuts the connections of all servers and programs that have subscribed, or all others. Redis goes on, so that they can
   * connect again. Throws while it is stopped.
   */
  async cut(which: "subscribed" | "others"): Promise<void> {
    const count = await this.#waits.during(() => killClients(this.url, which === "subscribed" ? "pubsub" : "normal"));
    const text = `CLIENT KILL TYPE ${which === "subscribed" ? "pubsub" : "normal"}, which cut ${count} connections`;
    this.#transcript.add({ peer: "redis", dir: "none", kind: "note", text });
  }

  /** For the next check: one that was left stopped, or is about to be, is started again. */
  close(): void {
    // Where it does not start, the check that stops or starts it next says why.
    this.#isBack = this.#service.start().catch(() => {});
  }

  /** Resolves when it accepts connections again. To be called after `close`. */
  async back(): Promise<void> {
    await this.#isBack;
  }
}

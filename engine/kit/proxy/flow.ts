/** One direction of a proxied connection: delays, passes or cuts bytes under the proxy's conditions. */
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { CurrentConditions } from "./conditions.ts";

/** How often a slowed connection delivers bytes. */
const SLICE_MS = 20;
/** How many bytes may wait before the sender is paused. */
const QUEUE_BYTES = 1024 * 1024;

type Item = { readonly bytes: Buffer; readonly part: "head" | "body"; readonly at: number } | "end";

export interface FlowOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly conditions: CurrentConditions;
  /** Whether nothing may pass on this connection under the present conditions. */
  readonly isHeld: () => boolean;
  /** Whether this direction carries answers: only those are slowed down and cut. */
  readonly isAnswer: boolean;
  /** Called when an answer has reached the byte at which it is cut. */
  readonly onCut: (bytes: number) => void;
}

export class Flow {
  readonly #options: FlowOptions;
  readonly #queue: Item[] = [];
  #queued = 0;
  #isRunning = false;
  /** Bytes passed since the last head. */
  #passed = 0;

  constructor(options: FlowOptions) {
    this.#options = options;
  }

  write(bytes: Buffer, part: "head" | "body"): void {
    this.#queued += bytes.length;
    if (this.#queued > QUEUE_BYTES) this.#options.from.pause();
    this.#add({ bytes, part, at: performance.now() });
  }

  /** To be called when the sender has closed its half of the connection (RFC 9293 section 3.6). */
  end(): void {
    this.#add("end");
  }

  #add(item: Item): void {
    this.#queue.push(item);
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const { from, to } = this.#options;
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      await this.#wait(item === "end" ? 0 : item.at);
      if (to.destroyed) break;
      if (item === "end") to.end();
      else {
        this.#queued -= item.bytes.length;
        await this.#pass(item.bytes, item.part);
        if (this.#queued <= QUEUE_BYTES) from.resume();
      }
    }
    this.#isRunning = false;
  }

  /** Waits until bytes that arrived `at` this time may pass. */
  async #wait(at: number): Promise<void> {
    const { conditions, to, isHeld } = this.#options;
    while (!to.destroyed) {
      const { delayMs = 0 } = conditions.now;
      if (isHeld()) await conditions.changed();
      else {
        const left = at + delayMs - performance.now();
        if (left <= 0) return;
        await Promise.race([after(left), conditions.changed()]);
      }
    }
  }

  async #pass(bytes: Buffer, part: "head" | "body"): Promise<void> {
    const { to, conditions, isAnswer, onCut } = this.#options;
    if (part === "head") this.#passed = 0;
    let rest = bytes;
    for (;;) {
      const { cutAfterBytes, bytesPerSecond } = isAnswer ? conditions.now : {};
      const untilCut = cutAfterBytes === undefined ? Number.POSITIVE_INFINITY : cutAfterBytes - this.#passed;
      const atOnce = bytesPerSecond === undefined ? rest.length : Math.ceil((bytesPerSecond * SLICE_MS) / 1000);
      const slice = rest.subarray(0, part === "head" ? atOnce : Math.max(0, Math.min(atOnce, untilCut)));
      if (slice.length > 0) await written(to, slice);
      if (part === "body") this.#passed += slice.length;
      if (cutAfterBytes !== undefined && this.#passed >= cutAfterBytes && (part === "body" || cutAfterBytes === 0))
        return onCut(this.#passed);
      rest = rest.subarray(slice.length);
      if (rest.length === 0 || to.destroyed) return;
      await after(SLICE_MS);
    }
  }
}

/** Resolves when the bytes are handed to the system, or cannot be. */
async function written(to: Socket, bytes: Buffer): Promise<void> {
  if (to.destroyed) return;
  await new Promise<void>((resolve) => to.write(bytes, () => resolve()));
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

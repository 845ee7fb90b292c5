import type { Readable } from "node:stream";
import { OUTPUT_TAIL_BYTES } from "./limits.ts";

/** Keeps the end of a stream of any length; the rest is read and dropped, so that the writer is never blocked. */
export class OutputTail {
  #chunks: Buffer[] = [];
  #kept = 0;
  bytes = 0;
  /** Called with every chunk as it arrives. */
  onChunk: (chunk: Buffer) => void = () => {};

  constructor(stream: Readable) {
    stream.on("data", (chunk: Buffer) => {
      this.bytes += chunk.length;
      this.onChunk(chunk);
      this.#chunks.push(chunk);
      this.#kept += chunk.length;
      if (this.#kept > OUTPUT_TAIL_BYTES * 8) this.#shrink();
    });
    stream.on("error", () => {});
  }

  /** At most `OUTPUT_TAIL_BYTES`; begins at the start of a line when something was dropped. */
  text(): string {
    this.#shrink();
    const text = Buffer.concat(this.#chunks).toString("utf8");
    const lineEnd = text.indexOf("\n");
    return this.bytes > this.#kept && lineEnd !== -1 && lineEnd < text.length / 2 ? text.slice(lineEnd + 1) : text;
  }

  /** The same of what came after the first `position` bytes; all of a stream that is shorter, because it is another one. */
  textSince(position: number): string {
    this.#shrink();
    const fresh = Math.min(this.bytes < position ? this.bytes : this.bytes - position, this.#kept);
    return Buffer.concat(this.#chunks)
      .subarray(this.#kept - fresh)
      .toString("utf8");
  }

  #shrink(): void {
    const all = Buffer.concat(this.#chunks);
    const tail = all.subarray(Math.max(0, all.length - OUTPUT_TAIL_BYTES));
    // A copy: a subarray would keep the whole buffer alive.
    this.#chunks = [Buffer.from(tail)];
    this.#kept = tail.length;
  }
}

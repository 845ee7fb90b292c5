/**
 * Keys as they are pressed, and job control, which raw mode takes from the terminal.
 *
 * Node leaves raw mode by itself whenever it still runs code at its end. After `kill -9` it cannot: shells put their own
 * mode back before they prompt, and `stty sane` does it by hand.
 */
import type { ReadStream } from "node:tty";
import { listenForKeys, type Key } from "./keys.ts";

/** Stopping takes at least as long as somebody needs to type `fg`; a call that returns sooner has stopped nothing. */
const STOPPED_AT_LEAST_MS = 20;
const GONE = ["end", "close", "error"] as const;

export interface KeyboardEvents {
  /** Keys that arrived together. */
  readonly onKeys: (keys: readonly Key[]) => void;
  /** The process was stopped and goes on. */
  readonly onContinue: () => void;
  /** Nobody can type any more. */
  readonly onGone: () => void;
}

export class Keyboard {
  readonly #input: ReadStream;
  readonly #events: KeyboardEvents;
  readonly #stopListening: () => void;

  constructor(input: ReadStream, events: KeyboardEvents) {
    this.#input = input;
    this.#events = events;
    this.#setRaw(true);
    this.#stopListening = listenForKeys(input, events.onKeys);
    for (const name of GONE) input.on(name, events.onGone);
    process.on("SIGCONT", this.#continue);
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    process.off("SIGCONT", this.#continue);
    this.#stopListening();
    for (const name of GONE) this.#input.off(name, this.#events.onGone);
    this.#input.on("error", () => {});
    this.#setRaw(false);
    this.#input.pause();
  }

  /** Stops this process and all it was started with, as Ctrl-Z does outside raw mode. Returns when it goes on. */
  suspend(): void {
    if (process.platform === "win32") return;
    this.#setRaw(false);
    const stoppedAt = performance.now();
    process.kill(0, "SIGTSTP");
    // Where no shell controls jobs, nobody is stopped, and no signal to continue will come.
    if (performance.now() - stoppedAt < STOPPED_AT_LEAST_MS) this.#continue();
  }

  readonly #continue = (): void => {
    // Node believes that the mode is as it left it, and a shell has changed it meanwhile.
    this.#setRaw(false);
    this.#setRaw(true);
    this.#events.onContinue();
  };

  #setRaw(raw: boolean): void {
    try {
      this.#input.setRawMode(raw);
    } catch {
      // The terminal is gone, and its mode with it; the end of the input says so.
    }
  }
}

/**
 * Reads single keys, and does the job control that raw mode takes from the terminal.
 *
 * Node leaves raw mode by itself when it exits, except after `kill -9`: then the shell restores its own mode before it
 * prompts, or `stty sane` does it by hand.
 */
import type { ReadStream } from "node:tty";
import { listenForKeys, type Key } from "./keys.ts";

/** A stop lasts at least as long as typing `fg` takes; when the call returns sooner, nothing was stopped. */
const STOPPED_AT_LEAST_MS = 20;
const GONE = ["end", "close", "error"] as const;

export interface KeyboardEvents {
  /** Called with keys that arrived together. */
  readonly onKeys: (keys: readonly Key[]) => void;
  /** Called when the process continues after a stop. */
  readonly onContinue: () => void;
  /** Called when the input ended or failed. */
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

  /** Stops reading, and leaves raw mode. */
  close(): void {
    process.off("SIGCONT", this.#continue);
    this.#stopListening();
    for (const name of GONE) this.#input.off(name, this.#events.onGone);
    this.#input.on("error", () => {});
    this.#setRaw(false);
    this.#input.pause();
  }

  /** Stops the process group, as Ctrl-Z does outside raw mode. Returns when it continues. */
  suspend(): void {
    if (process.platform === "win32") return;
    this.#setRaw(false);
    const stoppedAt = performance.now();
    process.kill(0, "SIGTSTP");
    // Without a job control shell nothing is stopped, and no SIGCONT will come.
    if (performance.now() - stoppedAt < STOPPED_AT_LEAST_MS) this.#continue();
  }

  readonly #continue = (): void => {
    // The shell has changed the mode meanwhile, and Node skips a mode that it thinks is set already.
    this.#setRaw(false);
    this.#setRaw(true);
    this.#events.onContinue();
  };

  #setRaw(raw: boolean): void {
    try {
      this.#input.setRawMode(raw);
    } catch {
      // The terminal is gone; `onGone` is called for the end of the input.
    }
  }
}

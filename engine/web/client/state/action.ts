import { signal, type Signal } from "@preact/signals";
import { announce } from "./announce.ts";
import { AskError } from "./ask.ts";

export interface Action {
  readonly busy: Signal<boolean>;
  /** Why the last call failed, as one sentence; empty when it succeeded. */
  readonly fault: Signal<string>;
  /** Runs the work unless it is already running. Resolves with whether it succeeded. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** An action of the reader that takes time and may fail. */
export function action(): Action {
  const busy = signal(false);
  const fault = signal("");
  return {
    busy,
    fault,
    async run(work) {
      if (busy.value) return false;
      busy.value = true;
      fault.value = "";
      try {
        await work();
        return true;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        fault.value = error.message;
        announce(error.message);
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}

import { signal, type Signal } from "@preact/signals";
import { announce } from "./announce.ts";
import { AskError } from "./ask.ts";

export interface Action {
  readonly busy: Signal<boolean>;
  /** Why it did not work the last time, one sentence; empty when it did. */
  readonly fault: Signal<string>;
  /** Does it, unless it is being done. Resolves with whether it worked. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** Something the reader asks for that takes a while and may fail. */
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

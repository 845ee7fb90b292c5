import type { OutputOptions } from "./key-output.ts";
import type { WatchState } from "./watch-state.ts";

/** Shows the state of watch mode to somebody. */
export interface View {
  /** What texts are written for. */
  readonly outputOptions: OutputOptions;
  /** Called after every change, with the state as it is now. */
  update(state: WatchState): void;
  /** Shows a text that the reader asked for, in full. */
  print(text: string): void;
  /** Draws everything anew: the terminal changed its size, or something else wrote on it. */
  refresh(state: WatchState): void;
  /** Something else is about to write on the terminal. */
  leave(): void;
  close(state: WatchState): void;
}

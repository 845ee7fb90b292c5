import type { OutputOptions } from "./key-output.ts";
import type { WatchState } from "./watch-state.ts";

/** Displays the state of watch mode. */
export interface View {
  /** The options for texts passed to `print`. */
  readonly outputOptions: OutputOptions;
  /** Called after every change, with the new state. */
  update(state: WatchState): void;
  /** Shows a requested text in full. */
  print(text: string): void;
  /** Redraws everything: the terminal changed its size, or something else wrote on it. */
  refresh(state: WatchState): void;
  /** Something else is about to write on the terminal. */
  leave(): void;
  close(state: WatchState): void;
}

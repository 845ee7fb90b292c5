import { isPassed, nextLesson, type WatchState } from "./watch-state.ts";

export interface KeyLabel {
  readonly key: string;
  readonly label: string;
}

/** The keys that have a function now, in the order they are shown. */
export function keysOf(state: WatchState): KeyLabel[] {
  if (!state.hasKeys) return [{ key: "Ctrl-C", label: "quit" }];
  const quit = { key: "q", label: "quit" };
  switch (state.mode) {
    case "lessons":
      return [
        { key: "up/down", label: "or j/k move" },
        { key: "enter", label: "pick" },
        { key: "l", label: "back" },
        quit,
      ];
    case "reset":
      return [{ key: "y", label: "put the starter back" }, { key: "n", label: "keep my files" }, quit];
    case "overlay":
    case "report": {
      const passed = isPassed(state);
      return [
        ...(state.mode === "overlay" ? [{ key: "enter", label: "back" }] : []),
        { key: "r", label: "run again" },
        ...(passed && nextLesson(state) !== undefined ? [{ key: "n", label: "next" }] : []),
        ...(passed ? [{ key: "s", label: "solution" }] : []),
        ...(state.verdict?.passed === true ? [] : [{ key: "h", label: "hint" }]),
        { key: "t", label: "transcript" },
        { key: "o", label: "server log" },
        { key: "l", label: "list" },
        { key: "x", label: "reset" },
        quit,
      ];
    }
  }
}

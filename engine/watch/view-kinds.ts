import { FrameView } from "./frame-view.ts";
import { LineView } from "./line-view.ts";
import { PlainView } from "./plain-view.ts";
import type { View } from "./view.ts";
import type { WatchOptions } from "./watch-options.ts";

/** The kinds of view, by what the output can display. */
export type ViewKind = "frame" | "plain" | "lines";

export function kindOf({ plain, env, output }: WatchOptions): ViewKind {
  if (plain) return "plain";
  if (!output.isTTY) return "lines";
  return env["TERM"] === "dumb" ? "plain" : "frame";
}

export function viewOf(kind: ViewKind, { workbook, output, errors, color }: WatchOptions): View {
  switch (kind) {
    case "frame":
      return new FrameView(output, color);
    case "plain":
      return new PlainView(workbook, output, color);
    case "lines":
      return new LineView(output, errors);
  }
}

/** Finds held requests: the diagram shows a bar on the client's lane, from the request to its answer. */
import type { DiagramRow } from "./layout.ts";

/** A request that is open while other events happen. */
export interface HeldBar {
  readonly x: number;
  /** The y coordinates of its request and of its answer. */
  readonly from: number;
  readonly to: number;
}

/**
 * The bars of a diagram. A request that is answered in the next row has none; the bar of an unanswered one reaches the end.
 * @param bottom the y coordinate of the diagram's end
 */
export function heldBars(rows: readonly DiagramRow[], bottom: number): HeldBar[] {
  const open = new Map<string, DiagramRow>();
  const bars: HeldBar[] = [];
  const close = (peer: string, row: DiagramRow): void => {
    const asked = open.get(peer);
    open.delete(peer);
    if (asked !== undefined && row.index - asked.index > 1) bars.push({ x: asked.from, from: asked.y, to: row.y });
  };
  for (const row of rows) {
    if (row.item.kind !== "event") continue;
    const { event } = row.item;
    if (event.kind === "request" && !open.has(event.peer)) open.set(event.peer, row);
    else if (isAnswer(event.kind)) close(event.peer, row);
  }
  for (const asked of open.values()) bars.push({ x: asked.from, from: asked.y, to: bottom });
  return bars;
}

function isAnswer(kind: string): boolean {
  return kind === "response" || kind === "head" || kind === "error" || kind === "abort";
}

import type { DiagramItem } from "./items.ts";
import { heightOf, layoutItems, peersOf, type DiagramLayout, type LayoutOptions } from "./layout.ts";

/** The items at the same place of two conversations; at least one of them is not blank. */
export type ItemPair = readonly [left: DiagramItem, right: DiagramItem];

/** Two diagrams with the same lanes and row heights, so that paired items are level with each other. */
export function pairedLayout(pairs: readonly ItemPair[], options: LayoutOptions = {}): [DiagramLayout, DiagramLayout] {
  const heights = pairs.map((pair) =>
    Math.max(0, ...pair.filter(({ kind }) => kind !== "blank").map((item) => heightOf(item))),
  );
  const left = pairs.map(([item]) => item);
  const right = pairs.map(([, item]) => item);
  const peers = peersOf([...left, ...right]);
  return [layoutItems(left, { ...options, heights, peers }), layoutItems(right, { ...options, heights, peers })];
}

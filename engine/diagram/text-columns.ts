import type { DiagramLayout } from "./layout.ts";

/** The width of a character in pixels, in the widest of the diagram's usual fonts at its size. */
const CHARACTER_WIDTH = 7.3;

/** How many characters fit into the text column of a diagram. */
export function textColumns({ text }: DiagramLayout): number {
  return Math.floor(text.width / CHARACTER_WIDTH);
}

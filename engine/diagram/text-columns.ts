import type { DiagramLayout } from "./layout.ts";

/** A character of the diagram's monospaced type at its size, in pixels: the widest of the usual fonts. */
const CHARACTER_WIDTH = 7.3;

/** How many characters the texts of a diagram have room for. */
export function textColumns({ text }: DiagramLayout): number {
  return Math.floor(text.width / CHARACTER_WIDTH);
}

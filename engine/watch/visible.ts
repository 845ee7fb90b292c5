/** Measures lines that contain colours and links. */
import { displayWidth } from "../text/width.ts";

/** Colours (CSI) and links (OSC, ended by ST or BEL), the only sequences in our lines (ECMA-48 sections 5.4, 5.6). */
// oxlint-disable-next-line no-control-regex -- control characters are what this file is about
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** The line without colours and links. */
export function visible(line: string): string {
  return line.replace(SEQUENCES, "");
}

/** How many rows lines take on a screen of so many columns, where the terminal wraps longer ones. */
export function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(visible(line)) / columns)), 0);
}

import path from "node:path";
import { sideName, type SideNames } from "./side-names.ts";

/** Names two submissions by their folders' base names, or by the given paths when those are equal. */
export function folderNames(a: string, b: string): SideNames {
  const [first, second] = [a, b].map((folder) => path.basename(path.resolve(folder))) as [string, string];
  return first === second
    ? { reference: sideName(a), submission: sideName(b) }
    : { reference: sideName(first), submission: sideName(second) };
}

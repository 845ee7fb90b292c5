import path from "node:path";
import { sideName, type SideNames } from "./side-names.ts";

/** Two submissions, called by the names of their folders; by the whole paths when those are alike. */
export function folderNames(a: string, b: string): SideNames {
  const [first, second] = [a, b].map((folder) => path.basename(path.resolve(folder))) as [string, string];
  return first === second
    ? { reference: sideName(a), submission: sideName(b) }
    : { reference: sideName(first), submission: sideName(second) };
}

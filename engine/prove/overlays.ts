import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "../lesson.ts";

/** A folder of files that replace those in a copy of the solution. */
export interface Overlay {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly empty: boolean;
}

/** The folders in `checks/<lesson>/<kind>/`, by name and sorted; none when there is no such folder. */
export async function overlays(lesson: Lesson, kind: "near-misses" | "variants"): Promise<Overlay[]> {
  const parent = path.join(lesson.checks, kind);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return await Promise.all(
    names.toSorted().map(async (name) => {
      const folder = path.join(parent, name);
      return { name, folder, empty: (await readdir(folder)).length === 0 };
    }),
  );
}

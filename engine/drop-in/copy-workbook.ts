import { cp, lstat } from "node:fs/promises";
import path from "node:path";
import type { Workbook } from "../workbook.ts";

/** What grading needs of the project. The rest is for its tests. */
const PROJECT = ["LICENSE", "README.md", "package.json", "package-lock.json", "tsconfig.json", "engine", "packages"];
const COURSE = ["lessons", "solutions", "checks"];
/** Folders that are installed, built, kept or only tested with. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage"]);
const TESTS = path.join("engine", "test");

/**
 * Copies what grading needs, without what is installed or only tested.
 * @param target absolute path of an empty folder
 */
export async function copyWorkbook(workbook: Workbook, projectRoot: string, target: string): Promise<void> {
  const copy = async (root: string, part: string) => {
    const filter = async (file: string) => {
      const name = path.basename(file);
      if (LEFT_OUT.has(name) || name.startsWith(".") || path.relative(root, file) === TESTS) return false;
      const found = await lstat(file);
      return found.isFile() || found.isDirectory();
    };
    await cp(path.join(root, part), path.join(target, part), { recursive: true, filter });
  };
  for (const part of PROJECT) await copy(projectRoot, part);
  for (const part of COURSE) await copy(workbook.root, part);
}

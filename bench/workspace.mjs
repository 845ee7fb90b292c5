import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Makes a temporary workbook with one lesson solved, so that a benchmark does not touch the progress of this one.
 * @param {string} root absolute path of this project
 * @param {string} lesson the lesson that is solved
 * @returns {{ folder: string, remove: () => void }} `folder`: for the variable WORKBOOK_ROOT
 */
export function makeWorkspace(root, lesson = "lesson-ws") {
  const folder = mkdtempSync(path.join(tmpdir(), "workbook-bench-"));
  for (const name of ["lessons", "solutions", "checks"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  cpSync(path.join(root, "solutions", lesson), path.join(folder, "lessons", lesson), { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

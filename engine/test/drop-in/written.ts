/** Drop-ins of this project, written by the real command. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { dropIns } from "../../drop-in/drop-ins.ts";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
export const DROP_INS = dropIns(path.join(ROOT, "engine/drop-in/template"));

const run = promisify(execFile);

/** A folder with one drop-in, which the caller removes. @param words more words of the command */
export async function written(
  name: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "drop-in-"));
  try {
    const start = path.join(ROOT, "engine/cli/start.mjs");
    await run(process.execPath, [start, "drop-in", name, folder, ...words], { env: { ...process.env, ...env } });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** The text of every file of a drop-in, without its copy of the workbook. */
export async function ownFiles(name: string, folder: string): Promise<Map<string, string>> {
  const copy = DROP_INS[name]?.workbook;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    const file = path.relative(folder, path.join(entry.parentPath, entry.name));
    if (!entry.isFile() || (copy !== undefined && file.startsWith(`${copy}${path.sep}`))) continue;
    files.set(file.split(path.sep).join("/"), await readFile(path.join(folder, file), "utf8"));
  }
  return files;
}

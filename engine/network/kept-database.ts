/** The database file of a server that is started again and again: `DB_PATH` without one is memory, which a restart empties. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folders = new Set<string>();
process.on("exit", () => {
  for (const folder of folders) remove(folder);
});

export interface KeptDatabase {
  readonly environment: { readonly DB_PATH: string };
  /** To be called once no server uses it. */
  remove(): void;
}

/** Makes a temporary folder for the file. @throws an error of the file system */
export function keptDatabase(): KeptDatabase {
  const folder = mkdtempSync(path.join(tmpdir(), "workbook-kept-"));
  folders.add(folder);
  return { environment: { DB_PATH: path.join(folder, "tasks.db") }, remove: () => remove(folder) };
}

function remove(folder: string): void {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
}

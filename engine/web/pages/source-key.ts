import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** A hash of the names, modification times and sizes of all files in these folders; 16 hexadecimal digits. */
export async function sourceKey(folders: readonly string[]): Promise<string> {
  const hash = createHash("sha1");
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) await visit(file);
      else {
        const { mtimeMs, size } = await stat(file);
        hash.update(`${file} ${mtimeMs} ${size}\n`);
      }
    }
  };
  for (const folder of folders) await visit(folder);
  return hash.digest("hex").slice(0, 16);
}

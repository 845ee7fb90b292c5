/** A submission on its way to another machine. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { entryPath } from "../batch/intake/entry-path.ts";
import { hashTree } from "../batch/intake/hash-tree.ts";
import { MAX_TOTAL_BYTES } from "../grade/limits.ts";
import { listFiles, readWithoutLinks } from "../grade/submitted-files.ts";

/** Base64 takes 4 bytes for 3; names and punctuation come on top. */
const MAX_UNPACKED_BYTES = 2 * MAX_TOTAL_BYTES;

/** The files that staging would read. @throws NotGradable as staging would */
export async function packSubmission(folder: string): Promise<Buffer> {
  const files: Record<string, string> = {};
  for (const { name } of await listFiles(folder))
    files[name] = (await readWithoutLinks(path.join(folder, name))).toString("base64");
  return promisify(gzip)(JSON.stringify(Object.entries(files)));
}

/**
 * Writes the files into `target`, a new folder (absolute path).
 * @throws Error when they are not the submission of this hash: they came over a network, and others write there too
 */
export async function unpackSubmission(packed: Buffer, target: string, hash: string): Promise<void> {
  const text = await promisify(gunzip)(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  const files = JSON.parse(text.toString("utf8")) as [string, string][];
  await mkdir(target, { mode: 0o700 });
  for (const [name, content] of files) {
    const found = entryPath(name);
    if ("fault" in found || found.parts.length === 0) throw new Error(`a submission holds ${JSON.stringify(name)}`);
    const file = path.join(target, ...found.parts);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, Buffer.from(content, "base64"), { flag: "wx", mode: 0o600 });
  }
  if ((await hashTree(target)) !== hash) throw new Error("a submission changed on its way here");
}

/** Encodes a submission for transfer to another machine. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";
import { entryPath } from "../batch/intake/entry-path.ts";
import { hashTree, linksIn } from "../batch/intake/hash-tree.ts";
import { NOWHERE } from "../batch/intake/unpacking.ts";
import { MAX_FILES, MAX_TOTAL_BYTES } from "../grade/limits.ts";
import { listTree, readSubmitted } from "../grade/submitted-files.ts";

/** Base64 takes 4 bytes for 3; file names and JSON punctuation come on top. */
const MAX_UNPACKED_BYTES = 2 * MAX_TOTAL_BYTES;

/**
 * Pairs of name and content in base64. `null` stands for a symbolic link, which is recreated with a target that does
 * not exist.
 */
const filesSchema = z.array(z.tuple([z.string(), z.base64().nullable()])).max(MAX_FILES);
type PackedFiles = z.infer<typeof filesSchema>;

/** Packs the files that grading would read and the names of symbolic links. @throws NotGradable as staging would */
export async function packSubmission(folder: string): Promise<Buffer> {
  const { files, leftOut } = await listTree(folder);
  const packed: PackedFiles = linksIn(leftOut).map((name) => [name, null]);
  for (const { name } of files) packed.push([name, (await readSubmitted(folder, name)).toString("base64")]);
  return promisify(gzip)(JSON.stringify(packed));
}

/**
 * Writes the files into `target`, a new folder (absolute path).
 * @throws Error when the content does not have this hash or exceeds the limits of a submission
 */
export async function unpackSubmission(packed: Buffer, target: string, hash: string): Promise<void> {
  const text = await promisify(gunzip)(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  const files = filesSchema.parse(JSON.parse(text.toString("utf8")));
  await mkdir(target, { mode: 0o700 });
  for (const [name, content] of files) {
    const found = entryPath(name);
    if ("fault" in found || found.parts.length === 0)
      throw new Error(`a submission contains the invalid name ${JSON.stringify(name)}`);
    const file = path.join(target, ...found.parts);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    if (content === null) await symlink(NOWHERE, file);
    else await writeFile(file, Buffer.from(content, "base64"), { flag: "wx", mode: 0o600 });
  }
  if ((await hashTree(target)) !== hash) throw new Error("a submission changed during the transfer");
}

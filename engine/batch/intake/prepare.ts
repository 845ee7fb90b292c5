/** Makes a copy of a learner's work in which names and encodings that would keep it from running are put right. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { listTree, readSubmitted } from "../../grade/submitted-files.ts";
import { linksIn } from "./hash-tree.ts";
import { NOWHERE } from "./unpacking.ts";

const CODE = /\.[cm]?[jt]sx?$/;

export interface Prepared {
  /** Absolute path of what is to be staged: the work itself where nothing had to be changed. */
  readonly folder: string;
  /** What was changed, one phrase each. */
  readonly notes: readonly string[];
}

/**
 * @param folder absolute path of the work
 * @param renamed the name in the work -> the name that the lesson gives it; the file keeps its own name too, because
 * another file may import it by that
 * @param copy makes an empty folder for the copy, only where one is needed
 * @throws NotGradable, as staging would
 */
export async function prepare(
  folder: string,
  renamed: ReadonlyMap<string, string>,
  copy: () => Promise<string>,
): Promise<Prepared> {
  const { files, leftOut } = await listTree(folder);
  const contents = new Map<string, Buffer>();
  const notes: string[] = [];
  for (const { name } of files) {
    const content = await readSubmitted(folder, name);
    const decoded = CODE.test(name) ? fromUtf16(content) : undefined;
    if (decoded !== undefined) notes.push(`${name} was read as UTF-16`);
    contents.set(name, decoded ?? content);
  }
  for (const [name, wanted] of renamed) {
    const content = contents.get(name);
    if (content === undefined || contents.has(wanted)) continue;
    contents.set(wanted, content);
    notes.push(`${name} was used as ${wanted}`);
  }
  if (notes.length === 0) return { folder, notes };
  const target = await copy();
  for (const [name, content] of contents) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true, mode: 0o700 });
    await writeFile(path.join(target, name), content, { flag: "wx", mode: 0o600 });
  }
  for (const name of linksIn(leftOut).filter((link) => !contents.has(link))) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true, mode: 0o700 });
    await symlink(NOWHERE, path.join(target, name)).catch(() => undefined);
  }
  return { folder: target, notes };
}

/** UTF-8 of a text that says by its byte order mark that it is UTF-16 (RFC 2781, section 3.2); undefined for any other. */
function fromUtf16(content: Buffer): Buffer | undefined {
  const mark = content.length < 2 ? 0 : content.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return undefined;
  return Buffer.from(new TextDecoder(mark === 0xfffe ? "utf-16le" : "utf-16be").decode(content));
}

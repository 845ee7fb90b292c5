import { createHash } from "node:crypto";
import { hasDotName, LINK, listTree, readSubmitted } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";

/**
 * SHA-256 in hexadecimal over the relative paths and contents of a submission's files, the same on every machine. Of a
 * link the name counts, because importing it is refused by name. Other entries that staging leaves out do not count:
 * editors and tools create and remove dot files, and pipes and sockets cannot be sent to another machine.
 * @param folder absolute path
 * @throws NotGradable, as staging would
 */
export async function hashTree(folder: string): Promise<string> {
  const { files, leftOut } = await listTree(folder);
  const parts = linksIn(leftOut).map((name): [string, string] => [name, "link"]);
  for (const { name } of files)
    parts.push([
      name,
      createHash("sha256")
        .update(await readSubmitted(folder, name))
        .digest("hex"),
    ]);
  const hash = createHash("sha256");
  for (const part of parts.toSorted(([one], [other]) => (one < other ? -1 : 1)))
    // As JSON, so that different lists of names never yield the same text.
    hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}

/** The links among the entries that staging leaves out, except dot names. */
export function linksIn(leftOut: ReadonlyMap<string, string>): string[] {
  return [...leftOut].filter(([name, why]) => why === LINK && !hasDotName(name)).map(([name]) => name);
}

/** The hash of a refused submission, of which only the refusal is known. */
export function hashRefusal({ code, message }: Reason): string {
  return createHash("sha256")
    .update(JSON.stringify(["refused", code, message]))
    .digest("hex");
}

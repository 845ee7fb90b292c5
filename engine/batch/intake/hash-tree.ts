import { createHash } from "node:crypto";
import { hasDotName, LINK, listTree, readSubmitted } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";

/**
 * SHA-256 in hexadecimal over the relative paths and contents of a submission's files, the same on every machine. A
 * link counts by its name, because an import of it is refused by that name. Nothing else that staging leaves out does:
 * editors and tools make and remove dot files as they go, and pipes and sockets cannot be sent to another machine.
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
    // As JSON, so that no name can pass for the end of another.
    hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}

/** The links among what staging leaves out, but for dot names. */
export function linksIn(leftOut: ReadonlyMap<string, string>): string[] {
  return [...leftOut].filter(([name, why]) => why === LINK && !hasDotName(name)).map(([name]) => name);
}

/** Stands for a submission of which nothing but its refusal is known. */
export function hashRefusal({ code, message }: Reason): string {
  return createHash("sha256")
    .update(JSON.stringify(["refused", code, message]))
    .digest("hex");
}

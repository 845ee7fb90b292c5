import { createHash } from "node:crypto";
import { hasDotName, listTree, readSubmitted } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";

/**
 * SHA-256 in hexadecimal over the relative paths and contents of a submission's files, the same on every machine. What
 * staging leaves out counts by its name, because an import of it is refused by that name; dot names do not, because
 * editors and tools make and remove them as they go.
 * @param folder absolute path
 * @throws NotGradable, as staging would
 */
export async function hashTree(folder: string): Promise<string> {
  const { files, leftOut } = await listTree(folder);
  const parts = leftOutByName(leftOut).map((name): [string, string] => [name, "left out"]);
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

/** Of what staging leaves out, the names that are part of what was handed in. */
export function leftOutByName(leftOut: ReadonlyMap<string, string>): string[] {
  return [...leftOut.keys()].filter((name) => !hasDotName(name));
}

/** Stands for a submission of which nothing but its refusal is known. */
export function hashRefusal({ code, message }: Reason): string {
  return createHash("sha256")
    .update(JSON.stringify(["refused", code, message]))
    .digest("hex");
}

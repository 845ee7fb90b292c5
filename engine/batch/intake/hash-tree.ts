import { createHash } from "node:crypto";
import path from "node:path";
import { listFiles, readWithoutLinks, unreadable } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";

/**
 * SHA-256 in hexadecimal over the relative paths and contents of a submission's files, the same on every machine.
 * @param folder absolute path
 * @throws NotGradable, as staging would
 */
export async function hashTree(folder: string): Promise<string> {
  const files = await listFiles(folder);
  const hash = createHash("sha256");
  for (const { name } of files.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const content = await readWithoutLinks(path.join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(name, `${name} cannot be read (${error.code})`);
    });
    // As JSON, so that no name can pass for the end of another.
    hash.update(`${JSON.stringify([name, createHash("sha256").update(content).digest("hex")])}\n`);
  }
  return hash.digest("hex");
}

/** Stands for a submission of which nothing but its refusal is known. */
export function hashRefusal({ code, message }: Reason): string {
  return createHash("sha256")
    .update(JSON.stringify(["refused", code, message]))
    .digest("hex");
}

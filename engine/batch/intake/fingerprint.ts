import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import path from "node:path";
import { MAX_FILE_BYTES } from "../../grade/limits.ts";
import { readSubmitted } from "../../grade/submitted-files.ts";
import { contentsOf } from "./contents.ts";
import type { HandIn } from "./hand-in.ts";

/**
 * SHA-256 in hexadecimal of everything that was handed in, as it lies in the class folder: names, sizes, and the content of
 * files that are small enough to be code. It tells whether a decision was made about the same files.
 */
export async function fingerprint({ parts }: HandIn): Promise<string> {
  const found: [label: string, bytes: number, content: string][] = [];
  const add = async (label: string, folder: string, name: string) => {
    const { size } = await lstat(path.join(folder, name)).catch(() => ({ size: -1 }));
    const content = size > MAX_FILE_BYTES ? undefined : await readSubmitted(folder, name).catch(() => undefined);
    found.push([label, size, content === undefined ? "" : digest(content)]);
  };
  for (const { as, kind, source } of parts) {
    if (kind !== "folder") await add(as, path.dirname(source), path.basename(source));
    else
      for (const { label, folder, files, archives } of await contentsOf(as, source).catch(() => []))
        for (const name of [...files, ...archives]) await add(`${label}/${name}`, folder, name);
  }
  return digest(JSON.stringify(found.toSorted(([one], [other]) => (one < other ? -1 : 1))));
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

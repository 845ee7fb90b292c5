import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Part of every mark: after a change of the schemas, everything is checked anew. */
const SCHEMAS = "3";

/**
 * What is wrong with an author's data, in a phrase that names the field; undefined when nothing is. Content that was found
 * right leaves a mark in the cache and is not checked again, so that a start costs no schema library.
 * @param content the text that the value was read from
 */
export async function authorFault(
  kind: "course" | "lesson",
  { cache, content, value }: { readonly cache: string; readonly content: string; readonly value: unknown },
): Promise<string | undefined> {
  const key = createHash("sha256").update(`${kind}\n${SCHEMAS}\n${content}`).digest("hex").slice(0, 16);
  const mark = path.join(cache, "checked", `${kind}-${key}`);
  if (existsSync(mark)) return undefined;
  const { faultIn } = await import("./lesson-schema.ts");
  const fault = faultIn(kind, value);
  // Where nothing can be written, it is checked every time.
  if (fault === undefined)
    await mkdir(path.dirname(mark), { recursive: true })
      .then(() => writeFile(mark, ""))
      .catch(() => {});
  return fault;
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Part of every mark. To be increased when the schemas change, so that everything is checked again. */
const SCHEMAS = "4";

/**
 * What is wrong with an author's data, as a phrase that names the field; undefined when nothing is. Valid content leaves a
 * mark in the cache and is not checked again, so that most starts need not load the schema library.
 * @param content the source text of the value
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
  // If the mark cannot be written, the content is checked every time.
  if (fault === undefined)
    await mkdir(path.dirname(mark), { recursive: true })
      .then(() => writeFile(mark, ""))
      .catch(() => {});
  return fault;
}

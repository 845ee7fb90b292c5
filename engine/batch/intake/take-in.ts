import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Submission } from "./submission.ts";

export interface TakenIn {
  /** In the order of their names. */
  readonly submissions: readonly Submission[];
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
}

export interface TakeInOptions {
  /** Absolute path of an existing folder that archives are unpacked in. */
  readonly scratch: string;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly signal?: AbortSignal | undefined;
}

/** Every sub-folder of `folder` as a submission. */
export async function takeIn(folder: string, { signal }: TakeInOptions): Promise<TakenIn> {
  const entries = await readdir(folder, { withFileTypes: true });
  const submissions: Submission[] = [];
  const ignored: { name: string; why: string }[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    signal?.throwIfAborted();
    if (entry.name.startsWith(".")) continue;
    if (!entry.isDirectory()) {
      ignored.push({ name: entry.name, why: "it is no folder" });
      continue;
    }
    const own = path.join(folder, entry.name);
    submissions.push({ name: entry.name, folder: own, hash: await hashOf(own) });
  }
  return { submissions, ignored };
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules"))
    .toSorted();
  for (const file of files)
    hash
      .update(`${path.relative(folder, file)}\0`)
      .update(await readFile(file))
      .update("\0");
  return hash.digest("hex");
}

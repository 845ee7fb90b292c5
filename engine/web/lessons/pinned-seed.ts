/** The seed a reader pinned, from one start of the server to the next: `.workbook/page/<lesson>/session.json`. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../../is-record.ts";
import type { Lesson } from "../../lesson.ts";
import { readState } from "../../state/read-state.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { Workbook } from "../../workbook.ts";

interface Pinned {
  /** null: none is pinned. */
  readonly seed: number | null;
}

/** The folder of what the page keeps about a lesson. */
export function pageFolder(workbook: Workbook, { slug }: Pick<Lesson, "slug">): string {
  return path.join(workbook.state, "page", slug);
}

/** Never rejects: what cannot be read counts as no seed. */
export async function readPinnedSeed(folder: string): Promise<number | null> {
  const found = await readState(path.join(folder, "session.json"), isPinned);
  return "value" in found ? found.value.seed : null;
}

/** Never rejects: a seed that cannot be kept is pinned until the server ends. */
export async function savePinnedSeed(folder: string, seed: number | null): Promise<void> {
  const pinned: Pinned = { seed };
  await mkdir(folder, { recursive: true })
    .then(() => writeAtomic(path.join(folder, "session.json"), `${JSON.stringify(pinned)}\n`))
    .catch(() => undefined);
}

function isPinned(value: unknown): value is Pinned {
  if (!isRecord(value)) return false;
  const { seed } = value;
  return seed === null || Number.isSafeInteger(seed);
}

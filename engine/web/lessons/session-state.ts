/** What the page remembers about a lesson from one start of the server to the next: `.workbook/page/<lesson>/session.json`. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "../../lesson.ts";
import { readState } from "../../state/read-state.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { Workbook } from "../../workbook.ts";

export interface SessionState {
  /** The pinned seed. */
  readonly seed: number | null;
  /** What the learner's files were when they were graded last; null before. */
  readonly graded: string | null;
}

const NOTHING: SessionState = { seed: null, graded: null };

/** The folder of what the page keeps about a lesson. */
export function pageFolder(workbook: Workbook, { slug }: Pick<Lesson, "slug">): string {
  return path.join(workbook.state, "page", slug);
}

/** Never rejects: what cannot be read counts as nothing. */
export async function readSessionState(folder: string): Promise<SessionState> {
  const found = await readState(path.join(folder, "session.json"), isMemory);
  return "value" in found ? found.value : NOTHING;
}

/** Never rejects: what cannot be kept costs one more run after the next start. */
export async function saveSessionState(folder: string, memory: SessionState): Promise<void> {
  await mkdir(folder, { recursive: true })
    .then(() => writeAtomic(path.join(folder, "session.json"), `${JSON.stringify(memory)}\n`))
    .catch(() => undefined);
}

function isMemory(value: unknown): value is SessionState {
  if (typeof value !== "object" || value === null) return false;
  const { seed, graded } = value as Partial<Record<keyof SessionState, unknown>>;
  return (seed === null || Number.isSafeInteger(seed)) && (graded === null || typeof graded === "string");
}

/** What `npm run grade` leaves behind, written by hand. */
import path from "node:path";
import { SET_SCHEMA } from "../../batch/sets.ts";
import { write } from "../fixture-workbook.ts";
import type { CourseFolder } from "../watch/course.ts";

export interface KeptEntry {
  readonly name: string;
  readonly key: string;
  readonly outcome?: string;
  readonly asked?: string;
}

/** Keeps the verdict of one submission in `grades/` of the course. @param key 64 hexadecimal digits */
export async function keepResult({ root }: CourseFolder, key: string, verdict: unknown): Promise<void> {
  await write(path.join(root, "grades/results"), { [`${key}.json`]: JSON.stringify({ verdict }) });
}

/** Puts a set with these submissions of lesson-door in force. */
export async function keepSet({ root }: CourseFolder, entries: readonly KeptEntry[]): Promise<void> {
  const name = "set-0123456789ab";
  const head = {
    schema: SET_SCHEMA,
    name,
    title: "Opening the door",
    folder: "class",
    config: { lesson: "lesson-door" },
  };
  await write(path.join(root, "grades"), {
    "set-0123456789ab/set.json": JSON.stringify({ ...head, entries }),
    current: "set-0123456789ab\n",
  });
}

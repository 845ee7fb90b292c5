import { entryNames } from "../../grade/entry-names.ts";
import type { LessonDefinition } from "../../lesson.ts";

/**
 * The files by which the learner's work is recognised: the entry, or all files that learners edit where the entry comes with
 * the lesson and may be missing. None of them is in a subfolder.
 */
export function markersOf({ entry, given, edits }: LessonDefinition): string[] {
  return given.includes(entry) ? [entry, ...edits] : [entry];
}

/** Whether one of a folder's files is a marker, under its own name or as plain JavaScript. */
export function hasMarker(files: readonly string[], markers: readonly string[]): boolean {
  return markers.some((marker) => entryNames(marker).some((name) => files.includes(name)));
}

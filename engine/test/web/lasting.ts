/** Lets all tests of a file share a course and its page: their teardown runs at the end of the file, not of a test. */
import { afterAll } from "vitest";
import type { AtEnd } from "../watch/course.ts";

/** Must be called while the file is loaded. */
export function withTheFile(): AtEnd {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return (end) => void ends.push(end);
}

/** For a course and its page that all tests of a file share: what it would end with a test ends with the file. */
import { afterAll } from "vitest";
import type { AtEnd } from "../watch/course.ts";

/** Call it while the file is read. */
export function withTheFile(): AtEnd {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return (end) => void ends.push(end);
}

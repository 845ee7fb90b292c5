/** The solution of a lesson, started as learners start their own, for clients that are not ours. */
import path from "node:path";
import { onTestFinished } from "vitest";
import { startServer } from "../../grade/start-server.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { workbookAt } from "../../workbook.ts";

const workbook = workbookAt(path.resolve(import.meta.dirname, "../../.."));

/** Starts the solution of this lesson and returns where it listens, for example `127.0.0.1:40213`. It is stopped after the test. */
export async function startSolution(slug: string): Promise<string> {
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find((lesson) => lesson.slug === slug);
  if (lesson === undefined) throw new Error(`lessons/course.json lists no ${slug}`);
  const server = await startServer({
    workbook,
    lesson,
    definition: await loadDefinition(workbook, lesson),
    source: lesson.solution,
    display: `solutions/${slug}`,
  });
  if ("reason" in server) throw new Error(server.reason.message);
  onTestFinished(() => server.stop());
  return `127.0.0.1:${server.port}`;
}

/** What is compiled once and kept: a page asks for it several times at the same moment, and so do the threads of a class. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { loadLessonCode, loadDefinition } from "../../load-lesson-code.ts";
import { prebundleOf } from "../../grade/prebundle.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";

const HOME = fileURLToPath(new URL("../../..", import.meta.url));

test("callers at the same moment all get the complete folder, and no incomplete one is left", async () => {
  const cache = await mkdtemp(path.join(tmpdir(), "prepared-"));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const workbook = { ...workbookAt(path.resolve(HOME)), cache };
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ built }) => built);
  if (lesson === undefined) throw new Error("no lesson is built");
  const [bundles, definitions] = await Promise.all([
    Promise.all([1, 2, 3].map(() => prebundleOf(workbook, ["ws"]))),
    Promise.all([1, 2, 3].map(() => loadDefinition(workbook, lesson))),
    loadLessonCode(workbook, lesson),
  ]);
  for (const prebundle of bundles) {
    const module = (await import(pathToFileURL(prebundle.get("ws") ?? "").href)) as { WebSocketServer?: unknown };
    expect(module.WebSocketServer).toBeTypeOf("function");
  }
  for (const { exercises } of definitions) expect(exercises.length).toBeGreaterThan(0);
  expect((await readdir(cache)).map((name) => name.replace(/-[0-9a-f]{16}$/, "")).toSorted()).toEqual([
    "checked",
    `checks-${lesson.slug}`,
    "prebundle",
  ]);
});

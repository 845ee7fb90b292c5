import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const workbook = workbookAt(root);

test("the README links every lesson that is built, and no other, in the order of the course", async () => {
  const readme = await readFile(path.join(root, "README.md"), "utf8");
  const [, list = ""] = /Built so far: ([^]*?)\n\n/.exec(readme) ?? [];
  const linked = [...list.matchAll(/\[([^\]]+)\]\(lessons\/([^/)]+)\/README\.md\)/g)].map(([, title, slug]) => [
    slug,
    title?.replace(/\s+/g, " "),
  ]);
  const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);
  expect(linked).toEqual(built.map(({ slug, title }) => [slug, title]));
});

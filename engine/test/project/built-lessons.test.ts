import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readCourse } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const workbook = workbookAt(root);

test("the README names every lesson below its part, in the order of the course, with a link when it is built", async () => {
  const readme = await readFile(path.join(root, "README.md"), "utf8");
  const listed = [...readme.matchAll(/^- \*\*([^*\n]+)\*\*: ([^\n]*(?:\n {2}[^\n]+)*)/gm)].map(([, part, lessons]) => [
    part,
    lessons?.replaceAll("\n  ", " "),
  ]);
  const { parts } = await readCourse(workbook);
  expect(listed.slice(0, parts.length)).toEqual(
    parts.map(({ title, lessons }) => [
      title,
      lessons
        .map((lesson) =>
          lesson.built ? `[${lesson.title}](lessons/${lesson.slug}/README.md)` : `${lesson.title} (coming)`,
        )
        .join(", "),
    ]),
  );
});

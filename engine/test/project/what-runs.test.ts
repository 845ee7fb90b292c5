/** What a lesson's README says of its environment and its programs is what lesson.ts declares. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { lessonsOf, readCourse, type LessonDefinition } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { workbookAt } from "../../workbook.ts";

const workbook = workbookAt(path.resolve(import.meta.dirname, "../../.."));
const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);

/** What is declared and not in the text: rows `| variable | what it is | default | under check |`, and commands. */
function missingIn(readme: string, slug: string, { environment = {}, programs = {} }: LessonDefinition): string[] {
  const rows = readme.split("\n").map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", ""))
      .join("|"),
  );
  const declared = Object.entries(environment).map(([name, { about, learners, checks }]) =>
    ["", name, about, learners, checks, ""].join("|"),
  );
  const commands = Object.keys(programs).map((name) => `npm run dev ${slug} ${name}`);
  return [...declared.filter((row) => !rows.includes(row)), ...commands.filter((command) => !readme.includes(command))];
}

test.each(built)("the README of $slug names its environment and how its programs are started", async (lesson) => {
  const readme = await readFile(path.join(lesson.folder, "README.md"), "utf8");
  expect(missingIn(readme, lesson.slug, await loadDefinition(workbook, lesson))).toEqual([]);
});

test("a row with another value and a command that is missing are found", () => {
  const definition = {
    environment: { HOLD_MS: { learners: "25000", checks: "600", about: "how long a poll is held, in ms" } },
    programs: { client: "client.ts" },
  } as unknown as LessonDefinition;
  const readme =
    "| `HOLD_MS`   | how long a poll is held, in ms | 25000 | 600 |\n\nRun `npm run dev lesson-a client`.\n";
  expect(missingIn(readme, "lesson-a", definition)).toEqual([]);
  expect(missingIn(readme.replace("25000", "30000"), "lesson-a", definition)).toEqual([
    "|HOLD_MS|how long a poll is held, in ms|25000|600|",
  ]);
  expect(missingIn(readme.replace("client", "poller"), "lesson-a", definition)).toEqual([
    "npm run dev lesson-a client",
  ]);
});

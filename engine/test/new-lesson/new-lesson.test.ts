/** `npm run new-lesson`, run in a copy of a workbook: what it writes, what it refuses, and what `npm run prove` then reports. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { courseText } from "../../new-lesson/course-text.ts";
import type { Course } from "../../lesson.ts";
import { fixtureWorkbook, write, type FixtureWorkbook } from "../fixture-workbook.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const PROVE_LIMIT_MS = 120_000;

/** Every file of the workbook with its text. */
async function filesIn({ root }: FixtureWorkbook): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["lessons", "solutions", "checks"]) {
    const entries = await readdir(path.join(root, part), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((entry) => entry.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      files.set(path.relative(root, file), await readFile(file, "utf8"));
    }
  }
  return files;
}

test(
  "a new lesson has every file, boots, is graded rightly, and its proof names all that is still to be written",
  async () => {
    const fixture = await fixtureWorkbook();
    const made = await fixture.run(["new-lesson", "lesson-sing"]);
    expect(made.stderr).toBe("");
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stdout.split("\n").filter((line) => line.startsWith("wrote "))).toMatchInlineSnapshot(`
      [
        "wrote solutions/lesson-sing/README.md",
        "wrote solutions/lesson-sing/app.ts",
        "wrote lessons/lesson-sing/app.ts",
        "wrote solutions/lesson-sing/server.ts",
        "wrote lessons/lesson-sing/server.ts",
        "wrote lessons/lesson-sing/README.md",
        "wrote checks/lesson-sing/lesson-sing.check.ts",
        "wrote checks/lesson-sing/lesson.ts",
        "wrote checks/lesson-sing/near-misses.ts",
        "wrote checks/lesson-sing/variants/one-handler/app.ts",
      ]
    `);
    const course = JSON.parse(await readFile(path.join(fixture.root, "lessons/course.json"), "utf8")) as Course;
    expect(course.parts[1]?.lessons).toEqual([{ slug: "lesson-sing", title: "Singing", built: true }]);
    expect(await readFile(path.join(fixture.root, "lessons/lesson-sing/app.ts"), "utf8")).toContain(
      "// TODO(exercise 1): answer with the greeting",
    );

    const proof = await fixture.run(["prove", "lesson-sing", "--seed", "7"]);
    expect(proof.stderr).toBe("");
    expect(proof.stdout).toMatchInlineSnapshot(`
      "proving lesson-sing with seed 7
      lesson-sing
        MISSING   lessons/lesson-sing/README.md has 126 words outside its code blocks; a lesson has 900 to 1400
        MISSING   check 1.1 has 1 near miss; it needs at least 2
        MISSING   lesson-sing has 1 variant; it needs at least 6
        MISSING   lesson-sing has 0 stretch probes; it needs at least 3
        MISSING   checks/lesson-sing/lesson-sing.check.ts:19 still says TODO(author)
        MISSING   checks/lesson-sing/lesson.ts:11 still says TODO(author)
        MISSING   lessons/lesson-sing/README.md:3 still says TODO(author)
        MISSING   solutions/lesson-sing/README.md:9 still says TODO(author)
        MISSING   solutions/lesson-sing/app.ts:2 still says TODO(author)
        14 gradings, 0 wrong
      "
    `);
    expect(proof.exitCode).toBe(1);
  },
  PROVE_LIMIT_MS,
);

test("a lesson that the course does not list is added to the part that is named", async () => {
  const fixture = await fixtureWorkbook();
  const made = await fixture.run(["new-lesson", "lesson-hum", "--part", "music", "--title", "Humming $& Co"]);
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  const files = await filesIn(fixture);
  expect((JSON.parse(files.get("lessons/course.json") ?? "") as Course).parts[1]?.lessons).toEqual([
    { slug: "lesson-sing", title: "Singing", built: false },
    { slug: "lesson-hum", title: "Humming $& Co", built: true },
  ]);
  expect(files.get("lessons/lesson-hum/README.md")).toMatch(/^# Humming \$& Co\n/);
});

test.each([
  {
    words: ["lesson-greet"],
    says: "lesson-greet is built already. Change it in lessons/lesson-greet, solutions/lesson-greet and checks/lesson-greet.\n",
  },
  {
    words: ["lesson-sign"],
    says: 'lessons/course.json has no lesson "lesson-sign". Did you mean lesson-sing? To add one to a part of the course, type npm run new-lesson lesson-sign -- --part "Talking" --title "Its title".\n',
  },
  {
    words: ["lesson-hum", "--part", "Musik", "--title", "Humming"],
    says: 'lessons/course.json has no part "Musik". Its parts are "Talking" and "Music".\n',
  },
  {
    words: ["lesson-sing", "--part", "Music"],
    says: 'lesson-sing has its part and its title, "Singing", in lessons/course.json. Leave out --part and --title, or change that file.\n',
  },
  {
    words: ["../lesson-hum", "--part", "Music", "--title", "Humming"],
    says: '"../lesson-hum" is not a valid name for a lesson. Use lower-case letters, digits and dashes.\n',
  },
  {
    words: [],
    says: 'Which lesson should be created? Type npm run new-lesson <lesson> [-- --part "PART" --title "TITLE"].\n',
  },
])("new-lesson $words is refused in one sentence, and nothing is written", async ({ words, says }) => {
  const fixture = await fixtureWorkbook();
  const before = await filesIn(fixture);
  const made = await fixture.run(["new-lesson", ...words]);
  expect(made).toEqual({ exitCode: 2, stdout: "", stderr: says });
  expect(await filesIn(fixture)).toEqual(before);
});

test("a folder of that name is not written into, and nothing else is written either", async () => {
  const fixture = await fixtureWorkbook();
  await write(fixture.root, { "checks/lesson-sing/notes.md": "mine\n" });
  const before = await filesIn(fixture);
  const made = await fixture.run(["new-lesson", "lesson-sing"]);
  expect(made.exitCode).toBe(2);
  expect(made.stderr).toBe(
    "checks/lesson-sing already exists; nothing was written. Move it away, or choose another name.\n",
  );
  expect(await filesIn(fixture)).toEqual(before);
});

test("course.json is written in the layout that the formatter gives it", async () => {
  const text = await readFile(path.join(ROOT, "lessons/course.json"), "utf8");
  expect(courseText(JSON.parse(text) as Course)).toBe(text);
});

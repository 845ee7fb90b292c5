import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { withClassFixture } from "./class-fixture.ts";

const FLAGS = ["--isolation", "process", "--jobs", "2", "--output", "out"] as const;

/** A second lesson: a copy of the first under another name. */
async function addLesson(root: string): Promise<void> {
  const workbook = path.join(root, "workbook");
  for (const part of ["lessons", "solutions", "checks"])
    await cp(path.join(workbook, part, "lesson-door"), path.join(workbook, part, "lesson-back"), { recursive: true });
  const checks = path.join(workbook, "checks/lesson-back");
  await rename(path.join(checks, "lesson-door.check.ts"), path.join(checks, "lesson-back.check.ts"));
  const course = path.join(workbook, "lessons/course.json");
  const text = await readFile(course, "utf8");
  const door = '{ "slug": "lesson-door", "title": "Opening the door", "built": true }';
  expect(text).toContain(door);
  await writeFile(
    course,
    text.replace(door, `${door}, { "slug": "lesson-back", "title": "The back door", "built": true }`),
  );
}

test("several lessons of one class, or a folder of lessons, make one gradebook with a column for each", async () => {
  await withClassFixture({}, async (fixture) => {
    const { root } = fixture;
    await addLesson(root);
    const solution = (lesson: string) => path.join(root, "workbook/solutions", lesson);
    // Ada hands in her whole workbook; Bob only one lesson.
    for (const lesson of ["lesson-door", "lesson-back"])
      await cp(solution(lesson), path.join(root, "class/ada/lessons", lesson), { recursive: true });
    await mkdir(path.join(root, "class/bob/lessons"), { recursive: true });
    await cp(solution("lesson-back"), path.join(root, "class/bob/lessons/lesson-back"), { recursive: true });
    const gradebook = async () => {
      const rows: string[][] = parse(await readFile(path.join(root, "out/gradebook.csv"), "utf8"), { bom: true });
      return rows.map((row) => [row[0], ...row.slice(3)]);
    };

    const both = await fixture.run("grade", "lesson-door", "back", "class", ...FLAGS);
    // Of Bob's other lesson, nothing is there, and it is not taken for this one.
    expect(both).toMatchObject({ exitCode: 2, stderr: "" });
    expect(both.stdout).toContain("needs a decision (1)");
    expect(both.stdout.replaceAll(/\s+/g, " ")).toContain(
      "The scores of all 2 lessons are in <root>/out/gradebook.csv.",
    );
    const [header, ada, bob] = await gradebook();
    expect(header?.slice(1, 3)).toEqual([
      expect.stringMatching(/^lesson-door \(of \d\)$/),
      expect.stringMatching(/^lesson-back \(of \d\)$/),
    ]);
    expect([ada?.[0], bob?.[0]]).toEqual(["ada", "bob"]);
    expect(bob?.[1]).toBe("");
    expect(bob?.[2]).toBe(ada?.[2]);
    expect(Number(ada?.[3])).toBe(Number(ada?.[1]) + Number(ada?.[2]));

    for (const lesson of ["lesson-door", "lesson-back"])
      await cp(solution(lesson), path.join(root, "course", lesson, "ada"), { recursive: true });
    expect((await fixture.run("grade", "course", ...FLAGS)).exitCode).toBe(0);
    expect(await gradebook()).toEqual([header, ada]);

    expect((await fixture.run("grade", "class", ...FLAGS)).stderr).toContain(
      '"class" contains no folder named like a lesson.',
    );
    expect((await fixture.run("grade", "door", "lesson-door", "class", ...FLAGS)).stderr).toContain(
      "lesson-door is named twice.",
    );
  });
});

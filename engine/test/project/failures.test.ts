/** The failure registry: every code is complete, and something finds it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FAILURES, FAILURE_GROUPS, type FailureCode } from "../../failures/registry.ts";
import type { LessonFailureDefinition } from "../../failures/definition.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { workbookAt } from "../../workbook.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const workbook = workbookAt(ROOT);

/** The TypeScript below a folder of the project, as one text. `without`: names of files that are left out. */
function sourceOf(folder: string, without: readonly string[] = []): string {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !without.includes(entry.name))
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), "utf8"))
    .join("\n");
}

const lessons = await Promise.all(
  lessonsOf(workbook, await readCourse(workbook))
    .filter(({ built }) => built)
    .map(async (lesson) => ({ lesson, failures: (await loadDefinition(workbook, lesson)).failures ?? {} })),
);
const engine = Object.entries<LessonFailureDefinition>(FAILURES);
const everywhere = [...engine, ...lessons.flatMap(({ failures }) => Object.entries<LessonFailureDefinition>(failures))];

describe("every failure", () => {
  test("of the engine is in exactly one group", () => {
    expect(FAILURE_GROUPS.flatMap((group) => Object.keys(group))).toEqual(Object.keys(FAILURES));
  });

  test.each(everywhere)(
    "%s is named in lower-case words, and its texts have the form that reports expect",
    (code, failure) => {
      expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(failure.cause).toMatch(/^(?:[a-z]|JSON|HTTP|WebSocket|Buffer)(?:.*[^.?!])$/);
      expect(failure.question).toMatch(/\?$/);
      expect(failure.pointer).toMatch(/[.)]$/);
      expect(failure.anchors.length).toBeGreaterThan(0);
      if (failure.hint !== undefined) expect(failure.hint).toMatch(/\?$/);
    },
  );

  const finders = [sourceOf("engine/kit"), sourceOf("engine/grade")].join("\n");
  test.each(Object.keys(FAILURES) as FailureCode[])("%s can be found by the kit or the grader", (code) => {
    expect(finders).toContain(`"${code}"`);
  });

  const tests = ["kit", "grade", "capabilities"].map((folder) => sourceOf(`engine/test/${folder}`)).join("\n");
  test.each(Object.keys(FAILURES) as FailureCode[])("%s is found in a test", (code) => {
    expect(tests).toMatch(new RegExp(`["\`: ]${code}\\b`));
  });

  test.each(lessons.flatMap(({ lesson, failures }) => Object.keys(failures).map((code) => ({ code, lesson }))))(
    "$code of $lesson.slug can be found by a check",
    ({ code, lesson }) => {
      const checks = readdirSync(lesson.checks)
        .filter((name) => name.endsWith(".ts") && name !== "failures.ts")
        .map((name) => readFileSync(path.join(lesson.checks, name), "utf8"));
      expect(checks.join("\n")).toContain(`"${code}"`);
    },
  );
});

/** The callbacks of a run before its verdict: for each check as it ends, and once the exercises are decided. */
import { expect, test } from "vitest";
import { VerdictBuilder } from "../../grade/verdict-builder.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { CheckResult, CheckStatus } from "../../verdict.ts";

const EXERCISES = [
  { id: 1, title: "Open" },
  { id: 2, title: "Close" },
];

test("reports every check as it will stand in the verdict, sanitized", () => {
  const { builder, reported } = run();
  builder.add({ exercise: 1, result: { ...result("1.1", "passed"), title: "opens\u001b[31m" }, advice: [] });
  expect(reported).toEqual([[1, { ...result("1.1", "passed"), title: "opens" }]]);
});

test("calls onGraded once, after the last check of the exercises, whatever the probes do", () => {
  const { builder, decided } = run();
  for (const id of ["1.1", "2.1"]) {
    expect(decided()).toBe(0);
    builder.add({ exercise: Number(id[0]), result: result(id, "passed"), advice: [] });
  }
  expect(decided()).toBe(1);
  builder.add({ exercise: null, result: result("S1", "failed"), advice: [] });
  expect(decided()).toBe(1);
});

test("calls onGraded for a single exercise without the others", () => {
  const { builder, decided } = run(EXERCISES.slice(1));
  builder.add({ exercise: 2, result: result("2.1", "passed"), advice: [] });
  expect(decided()).toBe(1);
});

test("calls onGraded when every check has failed, once a server was reached", () => {
  const { builder, decided } = run();
  for (const id of ["1.1", "2.1"]) builder.add({ exercise: Number(id[0]), result: result(id, "failed"), advice: [] });
  expect(decided()).toBe(1);
});

test.each([
  ["no server was reached", "failed", false],
  ["a check has failed by itself", "error", true],
] as const)("nothing is decided when %s", (_, status, isReached) => {
  const { builder, decided } = run(EXERCISES, { isReached });
  builder.add({ exercise: 1, result: result("1.1", status), advice: [] });
  builder.add({ exercise: 2, result: result("2.1", status), advice: [] });
  expect(decided()).toBe(0);
});

test("once closed, ignores what checks still report", () => {
  const { builder, reported } = run();
  builder.close();
  builder.add({ exercise: null, result: result("S1", "failed"), advice: [] });
  expect(reported).toEqual([]);
});

function run(exercises = EXERCISES, { isReached = true } = {}) {
  const reported: [exercise: number | null, result: CheckResult][] = [];
  let decided = 0;
  const builder = new VerdictBuilder({
    lesson: { slug: "lesson-door", title: "Opening the door" } as Lesson,
    definition: { exercises: EXERCISES } as unknown as LessonDefinition,
    exercises,
    display: "submission",
    seed: 7,
    onCheck: (exercise, checked) => reported.push([exercise, checked]),
    onGraded: () => (decided += 1),
  });
  if (isReached) builder.reached();
  const body = async () => {};
  const { exercises: asked } = builder.declare({
    exercises: EXERCISES.map(({ id, title }) => ({ id, title, checks: [{ id: `${id}.1`, title, hint: "", body }] })),
    probes: [{ id: "S1", title: "stays open", why: "", body }],
  });
  expect(asked.map(({ id }) => id)).toEqual(exercises.map(({ id }) => id));
  return { builder, reported, decided: () => decided };
}

function result(id: string, status: CheckStatus): CheckResult {
  return { id, title: "opens", status, durationMs: 1, failure: null, transcript: [] };
}

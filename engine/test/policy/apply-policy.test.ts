import { expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { applyPolicy, unusedNames, type Gradable } from "../../policy/apply-policy.ts";
import { policyFor, policySchema, type LessonPolicy } from "../../policy/policy-schema.ts";
import type { Verdict } from "../../verdict.ts";
import { allPassed, graderError, hostileVerdicts, notGradable, twoOfThree } from "../export/corpus.ts";

const seed = newSeed();
const DUE = "2026-11-20T23:59:00+01:00";
const HOUR_MS = 3_600_000;

/** A policy as the file gives it, defaults filled in. */
const policy = (parts: object): LessonPolicy =>
  policyFor(policySchema.parse({ schema: "workbook.grading/1", ...parts }), "lesson-ws");

const grade = (parts: object, verdict: Verdict | null = twoOfThree, more: Partial<Gradable> = {}) =>
  applyPolicy(policy(parts), { verdict: verdict ?? undefined, names: ["ada", "S-1", "ada@example.org"], ...more }, 3);

const lateBy = (hours: number) => ({ handedInAt: new Date(Date.parse(DUE) + hours * HOUR_MS) });

test.each([
  { parts: {}, final: 2, text: "2 of 3" },
  { parts: { points: 30 }, final: 20, text: "2 of 3: 20 of 30" },
  { parts: { points: { "1": 10, "2": 5, "3": 15 } }, final: 25, text: "2 of 3: 25 of 30" },
  { parts: { points: { "1": 10, "2.1": 4, "2.2": 4, "3.1": 1 } }, final: 11, text: "2 of 3: 11 of 19" },
  { parts: { points: 10 }, final: 6.67, text: "2 of 3: 6.67 of 10" },
  { parts: { points: 0 }, final: 0, text: "2 of 3: 0 of 0" },
])("counts $parts as $final points", ({ parts, final, text }) => {
  expect(grade(parts)).toMatchObject({
    final,
    text,
    late: null,
    decision: null,
    exercises: { earned: 2, possible: 3 },
  });
});

test.each([
  { hours: 0, percent: undefined },
  { hours: -1, percent: undefined },
  { hours: 0.25, percent: undefined },
  { hours: 0.26, percent: 10 },
  { hours: 24, percent: 10 },
  { hours: 24.01, percent: 20 },
  { hours: 1_000, percent: 50 },
])("takes $percent % for $hours hours, with 15 minutes of grace and at most 50 %", ({ hours, percent }) => {
  const late = { percent: 10, atMost: 50, graceMinutes: 15 };
  expect(grade({ points: 30, due: DUE, late }, twoOfThree, lateBy(hours)).late?.percent).toBe(percent);
});

test("says how the points came about", () => {
  const parts = { points: 30, due: DUE, late: { percent: 10 } };
  expect(grade(parts, twoOfThree, lateBy(3))).toMatchObject({
    points: 20,
    final: 18,
    text: "2 of 3, late 10 %: 18 of 30",
    late: { byMs: 3 * HOUR_MS, percent: 10 },
  });
  expect(grade({ ...parts, late: undefined }, twoOfThree, lateBy(3)).text).toBe("2 of 3, late 0 %: 20 of 30");
  const override = { points: 25, by: "A. Teacher", comment: "Shown in class." };
  expect(grade({ ...parts, overrides: { "S-1": override } }, twoOfThree, lateBy(3))).toMatchObject({
    final: 25,
    points: 20,
    comment: "Shown in class.",
    text: "2 of 3, late 10 %: set to 25 of 30 by A. Teacher",
  });
});

test("counts periods of an hour, and one penalty for all delays", () => {
  const by = (late: object) => grade({ points: 30, due: DUE, late }, twoOfThree, lateBy(2.5)).late?.percent;
  expect(by({ percent: 5, per: "hour" })).toBe(15);
  expect(by({ percent: 5, per: "once" })).toBe(5);
  expect(by({ percent: 60, per: "hour" })).toBe(100);
});

test("an extension moves the due date of one student, and grading.json knows better when something was handed in", () => {
  const parts = { points: 30, due: DUE, late: { percent: 10 } };
  const extensions = { "ADA@example.org ": "2026-11-23T12:00:00Z" };
  expect(grade({ ...parts, extensions }, twoOfThree, lateBy(24)).late).toBeNull();
  expect(grade({ ...parts, handedIn: { ada: "2026-11-22T12:00:00Z" } }).late).toMatchObject({ percent: 20 });
  expect(grade({ ...parts, handedIn: { ada: "2026-11-19T12:00:00Z" } }, twoOfThree, lateBy(24)).late).toBeNull();
});

test("without a time, a mark of lateness costs only what does not depend on the time", () => {
  const marked = { markedLate: true };
  const parts = { points: 30, due: DUE };
  expect(grade({ ...parts, late: { percent: 10 } }, twoOfThree, marked)).toMatchObject({
    late: { byMs: null, percent: 0 },
    text: "2 of 3, marked late: 20 of 30",
  });
  expect(grade({ ...parts, late: { percent: 10, per: "once" } }, twoOfThree, marked).text).toBe(
    "2 of 3, late 10 %: 18 of 30",
  );
});

test("a fault of the workbook is no score, a submission that cannot run is 0, and a person decides about both", () => {
  const parts = { points: 30 };
  expect(grade(parts, graderError)).toMatchObject({ final: null, text: "no score" });
  expect(grade(parts, null)).toMatchObject({ final: null, possible: 30, text: "no score" });
  expect(grade(parts, notGradable)).toMatchObject({ final: 0, text: "0 of 3: 0 of 30" });
  expect(grade({ points: { "1.1": 3 } }, notGradable)).toMatchObject({ final: 0, possible: 3 });
  const overrides = { ada: { points: 12, by: "T" } };
  for (const verdict of [graderError, notGradable])
    expect(grade({ ...parts, overrides }, verdict)).toMatchObject({ final: 12 });
  const excused = grade({ ...parts, overrides: { ada: { excused: true, by: "T" } } }, allPassed);
  expect(excused).toMatchObject({ final: null, excused: true, text: "excused by T" });
});

test("names entries that are about nobody in the class", () => {
  const parts = policy({
    overrides: { ada: { by: "T" }, bob: { by: "T" } },
    extensions: { Eve: DUE },
    handedIn: { "s-1": DUE },
  });
  expect(unusedNames(parts, [["ada", "S-1"], ["x"]])).toEqual(["bob", "Eve"]);
});

test("what a lesson says of itself counts before what is said of all", () => {
  const parsed = policySchema.parse({
    schema: "workbook.grading/1",
    points: 30,
    due: DUE,
    lessons: { "lesson-ws": { points: 10 } },
  });
  expect(policyFor(parsed, "lesson-ws")).toMatchObject({ points: 10, due: DUE });
  expect(policyFor(parsed, "lesson-sse")).toEqual({ points: 30, due: DUE });
  expect(policyFor(parsed, "constructor")).toEqual({ points: 30, due: DUE });
});

test("what a lesson says of single students adds to what is said of them for all lessons", () => {
  const parsed = policySchema.parse({
    schema: "workbook.grading/1",
    overrides: { ada: { points: 1, by: "T" }, bob: { points: 2, by: "T" } },
    extensions: { ada: DUE },
    lessons: { "lesson-ws": { overrides: { bob: { points: 3, by: "T" } }, extensions: { bob: DUE } } },
  });
  expect(policyFor(parsed, "lesson-ws")).toEqual({
    overrides: { ada: { points: 1, by: "T" }, bob: { points: 3, by: "T" } },
    extensions: { ada: DUE, bob: DUE },
  });
});

test(`points are finite and between 0 and what is possible, whatever a verdict holds (seed ${seed})`, () => {
  const random = randomFor(seed, "policy");
  for (const verdict of hostileVerdicts(seed, "policy", 200)) {
    const points = random.pick([30, 0, { "1": 3.33, "2.1": 2 }, undefined] as const);
    const late = { percent: random.integer(0, 100), per: random.pick(["hour", "day", "once"] as const) };
    const { final, possible } = grade({ points, due: DUE, late }, verdict, lateBy(random.integer(-50, 50)));
    if (final === null) continue;
    expect(final).toBeGreaterThanOrEqual(0);
    expect(final).toBeLessThanOrEqual(possible);
  }
});

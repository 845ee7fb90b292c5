import { expect, test } from "vitest";
import { overrideOf, withOverride, type StudentMeant } from "../../policy/edit-policy.ts";
import { parsePolicy, PolicyError } from "../../policy/read-policy.ts";

const ADA: StudentMeant = { slug: "lesson-ws", names: ["ada", "s1", "ada@example.org"], key: "s1", shared: false };
const SHARED = { ...ADA, shared: true };
const DECIDED = { points: 5, by: "T" };

const text = (parts: object) => JSON.stringify({ schema: "workbook.grading/1", ...parts }, undefined, 2);
const edited = (parts: object | undefined, override: Parameters<typeof withOverride>[2], student = ADA) =>
  JSON.parse(withOverride(parts && text(parts), student, override, "grading.json")) as unknown;

test("the first decision makes the file", () => {
  expect(edited(undefined, DECIDED)).toEqual({ schema: "workbook.grading/1", overrides: { s1: DECIDED } });
});

test("everything else in the file stays as it is, with its order and indentation", () => {
  const before = text({ $schema: "x.json", overrides: { bob: { by: "T" } }, points: 30 }).replaceAll("  ", "\t");
  const after = withOverride(before, ADA, DECIDED, "grading.json");
  expect(Object.keys(JSON.parse(after) as object)).toEqual(["schema", "$schema", "overrides", "points"]);
  expect(after).toContain('\n\t\t"bob": {');
  expect(JSON.parse(withOverride(after, ADA, undefined, "grading.json"))).toEqual(JSON.parse(before));
});

test.each(["ADA@example.org", "ada", "S1"])("an entry for %s is changed where it is, not written twice", (name) => {
  expect(edited({ overrides: { [name]: { by: "X" } } }, DECIDED)).toMatchObject({ overrides: { [name]: DECIDED } });
  expect(edited({ overrides: { [name]: { by: "X" } } }, undefined)).toEqual({ schema: "workbook.grading/1" });
});

test("in the file of several lessons, a decision holds for its own lesson", () => {
  const after = edited({ overrides: { s1: { points: 30, by: "X" } } }, DECIDED, SHARED);
  expect(after).toMatchObject({
    overrides: { s1: { points: 30, by: "X" } },
    lessons: { "lesson-ws": { overrides: { s1: DECIDED } } },
  });
  const policy = parsePolicy(JSON.stringify(after), "grading.json");
  expect(overrideOf(policy, ADA)).toEqual(DECIDED);
  expect(overrideOf(policy, { ...ADA, slug: "lesson-sse" })).toEqual({ points: 30, by: "X" });
});

test("what holds for all lessons is not taken back for one", () => {
  expect(() => edited({ overrides: { s1: DECIDED } }, undefined, SHARED)).toThrow(
    "grading.json says this for all lessons, so it can only be taken back in the file itself.",
  );
});

test("a file that cannot be read is not replaced", () => {
  expect(() => withOverride("{", ADA, DECIDED, "grading.json")).toThrow(PolicyError);
  expect(() => withOverride('{"schema":"other"}', ADA, DECIDED, "grading.json")).toThrow(PolicyError);
});

test("a student may be called like a property of objects", () => {
  for (const key of ["__proto__", "constructor", "toString"]) {
    const student = { ...ADA, names: [key], key };
    const after = withOverride(text({ points: 3 }), student, DECIDED, "grading.json");
    expect(after).toContain(`"${key}": {`);
    expect(withOverride(after, student, undefined, "grading.json")).not.toContain(`"${key}"`);
  }
});

import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { summary } from "../../report/export/summary.ts";
import { hostileClass, smallClass } from "./corpus.ts";
import { readsAs, whenever, type Schema } from "./schema.ts";

const seed = newSeed();
const count = { type: "integer", minimum: 0 };
const text = { type: "string" };

const SCHEMA: Schema<Summary> = {
  type: "object",
  additionalProperties: false,
  required: [
    "schema",
    "lessons",
    "count",
    "graded",
    "notGradable",
    "graderErrors",
    "passed",
    "meanEarned",
    "checks",
    "students",
    "unjudged",
  ],
  properties: {
    schema: { const: "workbook.summary/1" },
    lessons: { type: "array", items: text },
    count,
    graded: count,
    notGradable: count,
    graderErrors: count,
    passed: count,
    meanEarned: { type: ["number", "null"] },
    checks: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "name", "passed", "failed", "skipped", "error", "codes"],
        properties: {
          id: text,
          name: text,
          passed: count,
          failed: count,
          skipped: count,
          error: count,
          codes: {
            type: "array",
            items: { type: "object", required: ["code", "count"], properties: { code: text, count } },
          },
        },
      },
    },
    unjudged: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "why"],
        properties: {
          id: text,
          why: { enum: ["nothing-handed-in", "not-matched", "not-graded-yet", "needs-a-decision", "excused"] },
        },
      },
    },
    students: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "outcome", "score", "exercises", "explanation"],
        properties: {
          outcome: { enum: ["graded", "not-gradable", "grader-error"] },
          score: {
            type: ["object", "null"],
            required: ["earned", "possible"],
            properties: { earned: { type: "number", minimum: 0 }, possible: { type: "number", exclusiveMinimum: 0 } },
          },
        },
        ...whenever(
          { properties: { outcome: { const: "grader-error" } } },
          { properties: { score: { type: "null" } } },
          { properties: { score: { type: "object" } } },
        ),
      },
    },
  },
};

interface Summary {
  readonly count: number;
  readonly graded: number;
  readonly notGradable: number;
  readonly graderErrors: number;
  readonly checks: readonly unknown[];
  readonly students: readonly { readonly exercises: readonly unknown[] }[];
}

it("counts a class, and averages only the students with a score", () => {
  const { checks, students, ...counts } = readsAs(SCHEMA, summary(smallClass));
  expect(counts).toMatchInlineSnapshot(`
    {
      "count": 3,
      "graded": 1,
      "graderErrors": 1,
      "lessons": [
        "lesson-ws",
      ],
      "meanEarned": 1,
      "notGradable": 1,
      "passed": 0,
      "schema": "workbook.summary/1",
      "unjudged": [],
    }
  `);
  expect(checks).toHaveLength(9);
  expect(checks[5]).toMatchInlineSnapshot(`
    {
      "codes": [
        {
          "code": "server-stopped",
          "count": 1,
        },
      ],
      "error": 0,
      "failed": 1,
      "id": "2.1",
      "name": "2.1 bad text gets an error message",
      "passed": 0,
      "skipped": 0,
    }
  `);
  expect(students.map((student) => ({ ...student, exercises: student.exercises.length }))).toMatchInlineSnapshot(`
    [
      {
        "email": "ada@example.org",
        "exercises": 3,
        "explanation": "2 of 3 exercises passed",
        "id": "101",
        "isolation": "process",
        "name": "Lovelace, Ada",
        "outcome": "graded",
        "passed": false,
        "reason": null,
        "score": {
          "earned": 2,
          "possible": 3,
        },
        "seed": 1834,
        "submission": "lessons/lesson-ws",
      },
      {
        "email": "grace@example.org",
        "exercises": 3,
        "explanation": "The submission could not be run: Expected ";" but found "}"",
        "id": "102",
        "isolation": "process",
        "name": "Hopper, Grace",
        "outcome": "not-gradable",
        "passed": false,
        "reason": "does-not-compile",
        "score": {
          "earned": 0,
          "possible": 3,
        },
        "seed": 1834,
        "submission": "lessons/lesson-ws",
      },
      {
        "email": "margaret@example.org",
        "exercises": 3,
        "explanation": "The workbook failed while grading; this is not the fault of the submission. check 1.2: no details",
        "id": "103",
        "isolation": "process",
        "name": "Hamilton, Margaret",
        "outcome": "grader-error",
        "passed": false,
        "reason": "grader-error",
        "score": null,
        "seed": 1834,
        "submission": "lessons/lesson-ws",
      },
    ]
  `);
  expect(students[0]?.exercises[1]).toMatchInlineSnapshot(`
    {
      "checks": [
        {
          "code": "server-stopped",
          "id": "2.1",
          "status": "failed",
        },
        {
          "code": null,
          "id": "2.2",
          "status": "skipped",
        },
      ],
      "id": 2,
      "status": "failed",
    }
  `);
});

it("has a null mean without scores", () => {
  expect(readsAs(SCHEMA, summary(smallClass.slice(2)))).toMatchObject({ meanEarned: null, graderErrors: 1 });
  expect(readsAs(SCHEMA, summary([]))).toMatchObject({ meanEarned: null, count: 0 });
});

it(`matches the schema for random classes (seed ${seed})`, () => {
  const results = hostileClass(seed, "summary", 50);
  const read = readsAs(SCHEMA, summary(results));
  expect(read.students).toHaveLength(results.length);
  expect(read.graded + read.notGradable + read.graderErrors).toBe(read.count);
});

it("lists students without a verdict separately from those without a score", () => {
  const absent = { student: { id: "104", name: "Johnson, Katherine" }, why: "nothing-handed-in" } as const;
  expect(readsAs(SCHEMA, summary(smallClass, [absent]))).toMatchObject({
    count: 3,
    unjudged: [{ id: "104", name: "Johnson, Katherine", email: null, why: "nothing-handed-in" }],
  });
});

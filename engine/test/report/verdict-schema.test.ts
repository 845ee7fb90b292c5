/** The schema and the type of the verdict describe the same values, field by field. */
import { expect, test } from "vitest";
import type { z } from "zod";
import type { Grading } from "../../batch/grade-one.ts";
import type { Stored } from "../../batch/store.ts";
import type { QueueJob } from "../../queue/queue-job.ts";
import type { gradingSchema, jobSchema, storedSchema } from "../../queue/stored-schema.ts";
import { verdictSchema } from "../../verdict-schema.ts";
import type { Verdict } from "../../verdict.ts";
import { allPassed } from "../export/corpus.ts";
import { notGraded } from "./verdicts.ts";

/** Without `readonly`, which a schema cannot express, and with intersections and inherited fields merged. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
// oxlint-disable typescript/no-unnecessary-type-parameters -- the compiler calls two such functions the same only when both conditions are
type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false;

test("the compiler proves that schemas and types are equal", () => {
  const verdict: Same<z.output<typeof verdictSchema>, Verdict> = true;
  const stored: Same<z.output<typeof storedSchema>, Stored> = true;
  const job: Same<z.output<typeof jobSchema>, QueueJob> = true;
  // One object with three states and a union of three objects with one state each have the same values.
  const grading: Same<z.output<typeof gradingSchema>["verdict"], Grading["verdict"]> = true;
  const state: Same<z.output<typeof gradingSchema>["state"], Grading["state"]> = true;
  // @ts-expect-error -- a missing field is a difference
  const less: Same<Omit<Verdict, "seed">, Verdict> = true;
  // @ts-expect-error -- a missing optional field is a difference
  const hintless: Same<Omit<NonNullable<Verdict["reason"]>, "hint">, NonNullable<Verdict["reason"]>> = true;
  expect([verdict, stored, job, grading, state, less, hintless]).toHaveLength(7);
});

test("accepts real verdicts unchanged, and rejects altered ones", () => {
  const refused = notGraded({ code: "file-missing", message: "server.ts is missing", file: "server.ts", line: 1 });
  for (const verdict of [allPassed, refused])
    expect(verdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(JSON.parse(JSON.stringify(verdict)));
  const changes = [{ passed: 1 }, { outcome: "won" }, { score: {} }, { exercises: {} }, { seed: "7" }, { extra: true }];
  for (const change of changes) expect(verdictSchema.safeParse({ ...allPassed, ...change }).success).toBe(false);
});

/**
 * The verdict as a schema: what a value from outside (a queue, a file of another machine) must be before it is taken for
 * one. The type in verdict.ts is the contract; a test holds the two equal, field by field.
 */
import * as z from "zod";
import { REASON_CODES, VERDICT_SCHEMA } from "./verdict.ts";

const isolation = z.enum(["process", "namespaces", "container", "none (url)"]);
const text = z.string();
const count = z.int().min(0);
const milliseconds = z.number().min(0);

const reason = z.strictObject({
  code: z.enum(REASON_CODES),
  message: text,
  file: text.exactOptional(),
  line: count.exactOptional(),
  column: count.exactOptional(),
  details: text.exactOptional(),
  hint: text.exactOptional(),
});

const failure = z.strictObject({
  code: text,
  sent: text,
  expected: text,
  received: text,
  why: text,
  hint: text,
  file: text.exactOptional(),
  line: count.exactOptional(),
  column: count.exactOptional(),
  event: count.exactOptional(),
});

const event = z.strictObject({
  at: z.number(),
  peer: text,
  dir: z.enum(["out", "in", "none"]),
  kind: z.enum(["request", "response", "upgrade", "text", "binary", "ping", "pong", "close", "error", "exit", "note"]),
  text,
  bytes: count.exactOptional(),
  code: z.int().exactOptional(),
});

const check = z.strictObject({
  id: text,
  title: text,
  status: z.enum(["passed", "failed", "skipped", "error"]),
  durationMs: milliseconds,
  failure: failure.nullable(),
  skipped: text.exactOptional(),
  transcript: z.array(event),
});

const exercise = z.strictObject({
  id: z.int(),
  title: text,
  status: z.enum(["passed", "failed", "error"]),
  durationMs: milliseconds,
  checks: z.array(check),
  reason: reason.exactOptional(),
});

export const isolationSchema = isolation;

export const verdictSchema = z.strictObject({
  schema: z.literal(VERDICT_SCHEMA),
  lesson: text,
  title: text,
  submission: text,
  outcome: z.enum(["graded", "not-gradable", "grader-error"]),
  reason: reason.nullable(),
  passed: z.boolean(),
  score: z.strictObject({ earned: count, possible: count }),
  seed: z.int(),
  isolation,
  durationMs: milliseconds,
  exercises: z.array(exercise),
  stretch: z.array(
    z.strictObject({ id: text, title: text, status: z.enum(["passed", "failed", "skipped"]), why: text }),
  ),
  advice: z.array(z.strictObject({ code: text, text })),
  server: z.strictObject({
    ports: z.array(z.strictObject({ asked: z.int(), real: z.int(), host: text.exactOptional() })),
    exitCode: z.int().nullable(),
    signal: text.nullable(),
    stdout: text,
    stderr: text,
    started: count,
    stopped: count,
  }),
});

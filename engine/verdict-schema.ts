/**
 * The schema of a verdict, which validates values from outside (a queue, a file of another machine). The type in verdict.ts
 * is the contract; a test ensures that both agree in every field.
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
  log: text.exactOptional(),
  file: text.exactOptional(),
  line: count.exactOptional(),
  column: count.exactOptional(),
  event: count.exactOptional(),
  missing: z.strictObject({ after: count, peer: text }).exactOptional(),
});

/** An event of one kind; see transcript-event.ts. */
const eventOf = <const Kind extends string, const Dir extends string, Shape extends z.core.$ZodLooseShape>(
  kind: Kind | readonly Kind[],
  dir: Dir | readonly Dir[],
  shape: Shape,
) =>
  z.strictObject({
    at: z.number(),
    peer: text,
    server: text.exactOptional(),
    text,
    kind: z.enum([kind].flat() as Kind[]),
    dir: z.enum([dir].flat() as Dir[]),
    ...shape,
  });

const event = z.union([
  eventOf("request", "out", { method: text, path: text, bytes: count.exactOptional() }),
  eventOf("response", "in", { code: z.int(), bytes: count.exactOptional() }),
  eventOf("head", "in", { code: z.int() }),
  eventOf("chunk", "in", { bytes: count }),
  eventOf("end", "in", {}),
  eventOf("abort", "out", {}),
  eventOf("event", "in", { event: text, id: text.exactOptional(), bytes: count }),
  eventOf("comment", "in", { bytes: count }),
  eventOf("retry", "in", { ms: count }),
  eventOf("upgrade", "out", { path: text, protocols: z.array(text).exactOptional() }),
  eventOf("upgrade", "in", { code: z.literal(101) }),
  eventOf(["text", "binary"], ["out", "in"], { bytes: count }),
  eventOf(["ping", "pong"], ["out", "in"], { data: text.exactOptional() }),
  eventOf("close", ["out", "none"], { code: z.int().exactOptional(), reason: text.exactOptional() }),
  eventOf("bytes", ["out", "in"], { bytes: count }),
  eventOf("fin", ["out", "in"], {}),
  eventOf("line", "none", { stream: z.enum(["stdout", "stderr"]) }),
  eventOf("start", "none", {}),
  eventOf("signal", "out", { signal: text }),
  eventOf("exit", "none", { exitCode: z.int().nullable(), signal: text.nullable() }),
  eventOf("error", "none", {}),
  eventOf("network", "none", {
    did: z.enum([
      "change",
      "reset",
      "stall",
      "die",
      "offline",
      "refuse",
      "online",
      "restart",
      "unreachable",
      "too-many",
      "more",
    ]),
  }),
  eventOf("note", "none", {}),
  eventOf("gap", "none", { left: count }),
]);

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

/**
 * Schemas of what the queue holds besides submissions. All of it is untrusted: anyone who can reach the server can
 * write it.
 */
import * as z from "zod";
import { RESULT_SCHEMA } from "../batch/store.ts";
import { isolationSchema, verdictSchema } from "../verdict-schema.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const gradingConfigSchema = z.strictObject({
  lesson: z.string(),
  checks: z.string(),
  tool: z.string(),
  node: z.string(),
  isolation: isolationSchema,
  stretch: z.boolean(),
});

/** Parses a `Stored`. */
export const storedSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  key: digest,
  hash: digest,
  config: gradingConfigSchema,
  verdict: verdictSchema,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  attempts: z.int().min(1),
  worker: z.string(),
});

/** Parses a `Grading`. */
export const gradingSchema = z.strictObject({
  state: z.enum(["kept", "fault", "doubtful"]),
  verdict: verdictSchema,
});

/** Parses a `QueueJob`. */
export const jobSchema = z.strictObject({
  key: digest,
  hash: digest,
  seed: z.int(),
  config: gradingConfigSchema,
  alone: z.boolean(),
  before: z.int().min(0),
  fresh: z.boolean(),
  mac: z.string(),
});

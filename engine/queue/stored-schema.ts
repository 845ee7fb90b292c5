/** What the queue holds besides submissions, as schemas: everything in it may have been written by anybody who reaches it. */
import * as z from "zod";
import { RESULT_SCHEMA } from "../batch/store.ts";
import { isolationSchema, verdictSchema } from "../verdict-schema.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const yardstickSchema = z.strictObject({
  lesson: z.string(),
  checks: z.string(),
  tool: z.string(),
  node: z.string(),
  isolation: isolationSchema,
  stretch: z.boolean(),
});

/** The type is `Stored`. */
export const storedSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  key: digest,
  hash: digest,
  config: yardstickSchema,
  verdict: verdictSchema,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  attempts: z.int().min(1),
  worker: z.string(),
});

/** The type is `Attempt`. */
export const attemptSchema = z.strictObject({
  state: z.enum(["kept", "fault", "doubtful"]),
  verdict: verdictSchema,
});

/** The type is `QueueJob`. */
export const jobSchema = z.strictObject({
  key: digest,
  hash: digest,
  seed: z.int(),
  config: yardstickSchema,
  alone: z.boolean(),
  before: z.int().min(0),
  fresh: z.boolean(),
  mac: z.string(),
});

/** PrairieLearn's results.json. */
import { whenever, type Schema } from "./schema.ts";

/** "External grading", results.json. Every test has points, or none would be shown. */
export const PRAIRIELEARN_SCHEMA: Schema<{ readonly gradable: boolean; readonly tests?: readonly unknown[] }> = {
  type: "object",
  additionalProperties: false,
  required: ["gradable"],
  properties: {
    gradable: { type: "boolean" },
    score: { type: "number", minimum: 0, maximum: 1 },
    format_errors: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
    message: { type: "string" },
    output: { type: "string" },
    tests: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "points", "max_points"],
        properties: {
          name: { type: "string" },
          description: { type: "string" },
          points: { type: "number" },
          max_points: { type: "number", exclusiveMinimum: 0 },
          message: { type: "string" },
          output: { type: "string" },
        },
      },
    },
  },
  ...whenever(
    { properties: { gradable: { const: true } } },
    { required: ["score"], properties: { format_errors: false } },
    { required: ["format_errors"], properties: { score: false, tests: false } },
  ),
};

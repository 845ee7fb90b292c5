/** Gradescope's results.json. */
import type { Schema } from "./schema.ts";

const text = { type: "string", not: { pattern: "\\r|\\u001b" } };
const format = { enum: ["text", "html", "simple_format", "md", "ansi"] };

/** "Autograder Specifications", Output Format. One of `score` and `tests` is required, or the autograder has failed. */
export const GRADESCOPE_SCHEMA: Schema<Results> = {
  type: "object",
  additionalProperties: false,
  properties: {
    score: { type: "number" },
    execution_time: { type: "number", minimum: 0 },
    output: text,
    output_format: format,
    test_output_format: format,
    test_name_format: format,
    visibility: { enum: ["hidden", "after_due_date", "after_published", "visible"] },
    extra_data: { type: "object" },
    tests: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          score: { type: "number" },
          max_score: { type: "number" },
          status: { enum: ["passed", "failed"] },
          name: text,
          number: { type: "string" },
          output: text,
        },
      },
    },
  },
  dependentRequired: { tests: ["score"], score: ["tests"] },
};

interface Results {
  readonly score?: number;
  readonly output: string;
  readonly tests?: readonly {
    readonly score?: number;
    readonly max_score?: number;
    readonly status?: string;
    readonly number: string;
  }[];
}

import * as z from "zod";
import { policySchema } from "./policy-schema.ts";

/** The JSON Schema of `grading.json`, as published in grading.schema.json. Ends in a newline. */
export function policyJsonSchema(): string {
  const schema = z.toJSONSchema(policySchema, { io: "input" });
  return `${JSON.stringify({ title: "Grading policy of a class (grading.json)", ...schema }, undefined, 2)}\n`;
}

import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import { expect } from "vitest";

/** Parses one JSON document and holds it against a schema; fails with what disagrees. Returns the value. */
export function readsAs<T>(schema: AnySchemaObject, text: string): T {
  const value: unknown = JSON.parse(text);
  const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allErrors: true });
  const isValid = ajv.validate(schema, value);
  expect(isValid, ajv.errorsText(ajv.errors)).toBe(true);
  return value as T;
}

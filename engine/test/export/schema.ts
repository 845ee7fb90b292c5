/** JSON schemas as our tests write them, and the reader that holds documents against them. */
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "../tools/ajv.ts";
import { expect } from "vitest";

/** A schema of documents that hold a `T`. The property is never there: it only carries the type. */
export type Schema<T> = AnySchemaObject & { readonly "x-type"?: T };

const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allErrors: true });
/** Compiling a schema takes far longer than holding a document against it. */
const compiled = new WeakMap<AnySchemaObject, ValidateFunction>();

/** Parses one JSON document and holds it against a schema; fails with what disagrees. Returns the value. */
export function readsAs<T>(schema: Schema<T>, text: string): T {
  const value: unknown = JSON.parse(text);
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  const isValid = validate(value);
  expect(isValid, ajv.errorsText(validate.errors)).toBe(true);
  return value as T;
}

/** What holds for a value of one kind, and what for every other. */
export function whenever(condition: object, consequence: object, otherwise: object = {}): AnySchemaObject {
  return { oneOf: [{ allOf: [condition, consequence] }, { allOf: [{ not: condition }, otherwise] }] };
}

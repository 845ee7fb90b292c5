/** JSON schemas, and a function that validates documents with them. */
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "../tools/ajv.ts";
import { expect } from "vitest";

/** A schema of documents of type `T`. The property never exists: it only carries the type. */
export type Schema<T> = AnySchemaObject & { readonly "x-type"?: T };

const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allErrors: true });
/** Cached, because compiling a schema takes far longer than validating a document. */
const compiled = new WeakMap<AnySchemaObject, ValidateFunction>();

/** Parses one JSON document and validates it; fails with the differences. Returns the value. */
export function readsAs<T>(schema: Schema<T>, text: string): T {
  const value: unknown = JSON.parse(text);
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  const isValid = validate(value);
  expect(isValid, ajv.errorsText(validate.errors)).toBe(true);
  return value as T;
}

/** One schema for values of one kind, and another for all others. */
export function whenever(condition: object, consequence: object, otherwise: object = {}): AnySchemaObject {
  return { oneOf: [{ allOf: [condition, consequence] }, { allOf: [{ not: condition }, otherwise] }] };
}

/**
 * What a statement is called with, checked before libsql sees it. In libsql 0.5 a boolean, or an object for a `?`, is a
 * panic in its native code: the process aborts without a JavaScript error. A value that is missing silently becomes NULL.
 */

import type { Placeholders } from "./placeholders.ts";

/** What SQLite stores. `undefined` becomes NULL, as in better-sqlite3. */
export type Value = string | number | bigint | null | undefined | Uint8Array;

/** The values in order, or one object with a value for each name. */
export type Bindings = readonly Value[] | readonly [Readonly<Record<string, Value>>];

/**
 * The argument for libsql: a list for `?`, an object for names.
 * Throws a `TypeError` that names the value for one that cannot be bound, and a `RangeError` for too few or too many.
 */
export function bind({ positional, named }: Placeholders, bindings: Bindings): Value[] | Record<string, Value> {
  if (named.size > 0 && positional > 0)
    throw new TypeError("one statement has ? as well as named placeholders: use one kind");
  if (named.size > 0) return byName(named, bindings);
  if (bindings.length !== positional)
    throw new RangeError(`the statement has ${positional} placeholders and was given ${bindings.length} values`);
  return bindings.map((value, index) => checked(value, `value ${index + 1}`));
}

function byName(named: ReadonlySet<string>, bindings: Bindings): Record<string, Value> {
  const [values, ...rest] = bindings;
  if (rest.length > 0 || !isPlainObject(values))
    throw new TypeError(`the statement has named placeholders: give it one object with ${[...named].join(", ")}`);
  const missing = [...named].filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) throw new RangeError(`the statement was given no value for ${missing.join(", ")}`);
  return Object.fromEntries([...named].map((name) => [name, checked(values[name], name)]));
}

function checked(value: unknown, name: string): Value {
  if (typeof value === "boolean")
    throw new TypeError(`${name} is ${value}, and SQLite has no booleans: bind ${value ? 1 : 0}`);
  if (!isValue(value))
    throw new TypeError(
      `${name} is ${Array.isArray(value) ? "an array" : `of type ${typeof value}`}: bind a string, number, bigint, Uint8Array or null`,
    );
  return value;
}

function isValue(value: unknown): value is Value {
  return (
    value === null ||
    value === undefined ||
    value instanceof Uint8Array ||
    ["string", "number", "bigint"].includes(typeof value)
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

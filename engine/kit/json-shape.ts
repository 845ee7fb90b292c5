/**
 * Compares JSON values with shapes, and finds the smallest part that differs. Objects may have further fields, because a
 * server may send more than the protocol requires; everything else must be equal.
 */
import { shorten } from "./transcript.ts";

/** Where a JSON value differs from what was wanted. */
export interface JsonDifference {
  /** For example `data.lists[0].name`; empty for the value as a whole. */
  readonly path: string;
  /** A noun phrase, for example `"Todo"` or `a text`. */
  readonly expected: string;
  /** The part as JSON, shortened; `undefined` when there is no such field. */
  readonly received: string | undefined;
  /** Another field of the same object that should have the value received, which stands in the wrong one then. */
  readonly belongsTo?: string;
}

/** A rule for one value, with a description for people. */
export class Matcher<T> {
  /** A noun phrase that completes "expected …", for example `a text`. */
  readonly phrase: string;
  readonly isOptional: boolean;
  readonly #difference: (value: unknown) => JsonDifference | undefined;
  /** For the type checker only: the type of a matching value. */
  declare readonly value: T;

  constructor(phrase: string, difference: (value: unknown) => JsonDifference | undefined, isOptional: boolean = false) {
    this.phrase = phrase;
    this.isOptional = isOptional;
    this.#difference = difference;
  }

  difference(value: unknown): JsonDifference | undefined {
    return this.#difference(value);
  }
}

export type JsonLiteral = string | number | boolean | null;

/** A value, a rule, or an object or array of shapes. An array must be exactly as long as its shape. */
export type JsonShape = JsonLiteral | Matcher<unknown> | readonly JsonShape[] | { readonly [key: string]: JsonShape };

/** The type of a value that has the shape. */
export type Shaped<S> =
  S extends Matcher<infer T>
    ? T
    : S extends JsonLiteral
      ? S
      : S extends readonly JsonShape[]
        ? { readonly [Index in keyof S]: Shaped<S[Index]> }
        : { readonly [Key in keyof S]: Shaped<S[Key]> };

const SHOWN_VALUE_CHARACTERS = 120;

/** The first place where the value does not have the shape, in the shape's order; undefined when it has it. */
export function differenceFrom(shape: JsonShape, value: unknown): JsonDifference | undefined {
  if (shape instanceof Matcher) return shape.difference(value);
  if (Array.isArray(shape)) return arrayDifference(shape as readonly JsonShape[], value);
  if (typeof shape === "object" && shape !== null)
    return objectDifference(shape as { readonly [key: string]: JsonShape }, value);
  return value === shape ? undefined : { path: "", expected: JSON.stringify(shape), received: shown(value) };
}

/** The first place where two JSON values differ, further fields included; the order of fields does not matter. */
export function differenceBetween(expected: unknown, value: unknown): JsonDifference | undefined {
  const inShape = differenceFrom(expected as JsonShape, value);
  return inShape ?? extraField(expected, value);
}

/** A noun phrase for a shape, for example `{"type":"pong","id":a text}`. */
export function phraseOf(shape: JsonShape): string {
  if (shape instanceof Matcher) return shape.phrase;
  if (Array.isArray(shape)) return `[${(shape as readonly JsonShape[]).map(phraseOf).join(",")}]`;
  if (typeof shape === "object" && shape !== null)
    return `{${Object.entries(shape)
      .map(([key, part]) => `${JSON.stringify(key)}:${phraseOf(part)}`)
      .join(",")}}`;
  return JSON.stringify(shape);
}

/** A value as JSON, shortened; undefined for a field that is not there. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  try {
    return shorten(JSON.stringify(value), SHOWN_VALUE_CHARACTERS);
  } catch {
    // JSON.parse accepts nesting of any depth, JSON.stringify does not.
    return "a value that is nested too deeply to be shown";
  }
}

/** A difference as a sentence part, for example `data.title is "a" and not "b"` or `it has no "id"`. */
export function differencePhrase({ path, expected, received, belongsTo }: JsonDifference): string {
  if (received === undefined) return path === "" ? "it is not JSON" : `it has no ${path}`;
  return `${path === "" ? "it" : path} is ${received} and not ${expected}${belongingPhrase({ belongsTo })}`;
}

/** For a value that stands in the wrong field: the end of a sentence that says where it belongs, else nothing. */
export function belongingPhrase({ belongsTo }: { readonly belongsTo?: string | undefined }): string {
  return belongsTo === undefined ? "" : `: that is the value of ${belongsTo}`;
}

function arrayDifference(shape: readonly JsonShape[], value: unknown): JsonDifference | undefined {
  if (!Array.isArray(value)) return { path: "", expected: "an array", received: shown(value) };
  for (const [index, part] of shape.entries()) {
    if (index >= value.length) break;
    const difference = below(`[${index}]`, differenceFrom(part, value[index]));
    if (difference !== undefined) return difference;
  }
  if (value.length === shape.length) return undefined;
  return { path: "", expected: `an array of ${shape.length}`, received: `${value.length} of them: ${shown(value)}` };
}

function objectDifference(shape: { readonly [key: string]: JsonShape }, value: unknown): JsonDifference | undefined {
  if (!isObject(value)) return { path: "", expected: "an object", received: shown(value) };
  for (const [key, part] of Object.entries(shape)) {
    const isThere = Object.hasOwn(value, key);
    if (!isThere && part instanceof Matcher && part.isOptional) continue;
    if (!isThere) return { path: keyPath(key), expected: phraseOf(part), received: undefined };
    const difference = differenceFrom(part, value[key]);
    if (difference === undefined) continue;
    const owner = difference.path === "" ? ownerOf(value[key], shape) : undefined;
    return below(keyPath(key), owner === undefined ? difference : { ...difference, belongsTo: keyPath(owner) });
  }
  return undefined;
}

/** The field of a shape that has exactly this value. Values that many fields have by chance say nothing. */
function ownerOf(value: unknown, shape: { readonly [key: string]: JsonShape }): string | undefined {
  const isTelling = (typeof value === "string" && value.length > 1) || (typeof value === "number" && value > 1);
  return isTelling ? Object.keys(shape).find((key) => shape[key] === value) : undefined;
}

function extraField(expected: unknown, value: unknown): JsonDifference | undefined {
  if (Array.isArray(expected) && Array.isArray(value)) {
    for (const [index, part] of expected.entries()) {
      const extra = below(`[${index}]`, extraField(part, value[index]));
      if (extra !== undefined) return extra;
    }
    return undefined;
  }
  if (!isObject(expected) || !isObject(value)) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (!Object.hasOwn(expected, key)) return { path: keyPath(key), expected: "no such field", received: shown(part) };
    const extra = below(keyPath(key), extraField(expected[key], part));
    if (extra !== undefined) return extra;
  }
  return undefined;
}

/** The difference with its path seen from the enclosing value. */
export function below(step: string, difference: JsonDifference | undefined): JsonDifference | undefined {
  if (difference === undefined) return undefined;
  const { path } = difference;
  return { ...difference, path: path === "" || path.startsWith("[") ? `${step}${path}` : `${step}.${path}` };
}

function keyPath(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

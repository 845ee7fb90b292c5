/** Rules for parts of a JSON value that a check cannot know in advance. */
import { below, differenceFrom, Matcher, phraseOf, shown, type JsonShape, type Shaped } from "./json-shape.ts";

/** A rule from a predicate; `phrase` completes "expected …". */
function where<T = unknown>(phrase: string, matches: (value: unknown) => boolean): Matcher<T> {
  return new Matcher<T>(phrase, (value) =>
    matches(value) ? undefined : { path: "", expected: phrase, received: shown(value) },
  );
}

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Rules for use in shapes: `{ id: like.text, title: "Bread", tasks: like.listOf({ id: like.text }) }`. */
export const like = {
  /** A string with at least one character that is not white space. */
  text: where<string>("a text that is not empty", (value) => typeof value === "string" && value.trim() !== ""),
  string: where<string>("a string", (value) => typeof value === "string"),
  number: where<number>("a number", (value) => typeof value === "number"),
  boolean: where<boolean>("true or false", (value) => typeof value === "boolean"),
  /** For example `2026-01-31T09:00:00.123Z`. */
  isoTime: where<string>(
    "a time in ISO 8601 with milliseconds",
    (value) => typeof value === "string" && ISO_TIME.test(value) && !Number.isNaN(Date.parse(value)),
  ),
  anything: where("any value", (value) => value !== undefined),
  where,

  /** One of these shapes. */
  oneOf<const S extends readonly JsonShape[]>(...shapes: S): Matcher<Shaped<S[number]>> {
    const phrase = shapes.map(phraseOf).join(" or ");
    return where(phrase, (value) => shapes.some((shape) => differenceFrom(shape, value) === undefined));
  },

  /** A field that may be missing. */
  optional<const S extends JsonShape>(shape: S): Matcher<Shaped<S> | undefined> {
    return new Matcher(`${phraseOf(shape)}, or nothing`, (value) => differenceFrom(shape, value), true);
  },

  /** An array of any length, all of whose items have the shape. */
  listOf<const S extends JsonShape>(shape: S): Matcher<readonly Shaped<S>[]> {
    return new Matcher(`a list of ${phraseOf(shape)}`, (value) => {
      if (!Array.isArray(value)) return { path: "", expected: "an array", received: shown(value) };
      for (const [index, item] of value.entries()) {
        const difference = below(`[${index}]`, differenceFrom(shape, item));
        if (difference !== undefined) return difference;
      }
      return undefined;
    });
  },
} as const;

/** Query strings. */

import { describe, expect, test } from "vitest";
import { parseQuery } from "../src/query.ts";

/** Plain entries, because the result has no prototype. */
const entries = (search: string) => Object.entries(parseQuery(search));

describe("parseQuery", () => {
  test.each([
    ["nothing", "", []],
    ["a lone question mark", "?", []],
    ["one pair", "?a=1", [["a", "1"]]],
    [
      "several pairs, in order",
      "?b=1&a=2",
      [
        ["b", "1"],
        ["a", "2"],
      ],
    ],
    [
      "a repeated key",
      "?a=1&b=x&a=2&a=3",
      [
        ["a", ["1", "2", "3"]],
        ["b", "x"],
      ],
    ],
    ["a repeated empty value", "?a=&a=", [["a", ["", ""]]]],
    ["a key without equals sign", "?a", [["a", ""]]],
    ["an empty value", "?a=", [["a", ""]]],
    ["an empty key", "?=x", [["", "x"]]],
    ["a value with equals signs", "?a=b=c==", [["a", "b=c=="]]],
    ["empty pieces", "?&&a=1&", [["a", "1"]]],
    ["plus signs as spaces, in keys too", "?a+b+c=d+e+f", [["a b c", "d e f"]]],
    ["an escaped plus sign", "?a=1%2B1", [["a", "1+1"]]],
    ["escapes, in keys too", "?%61=%C3%A9%20%26", [["a", "\u00e9 &"]]],
    ["a broken escape", "?a=%zz+b", [["a", "%zz b"]]],
    ["a broken escape beside a good one", "?a=%zz%20", [["a", "%zz%20"]]],
    ["a broken escape in a key", "?%+=1", [["% ", "1"]]],
    ["escapes that are no UTF-8", "?a=%ff", [["a", "%ff"]]],
    [
      "brackets, dots, semicolons",
      "?a[]=1&b.c=2&d=1;e=2",
      [
        ["a[]", "1"],
        ["b.c", "2"],
        ["d", "1;e=2"],
      ],
    ],
    [
      "keys of another case",
      "?a=1&A=2",
      [
        ["a", "1"],
        ["A", "2"],
      ],
    ],
    ["white space", "?a=%20b%20", [["a", " b "]]],
    [
      "names every object knows",
      "?toString=1&__proto__=2&constructor=3",
      [
        ["toString", "1"],
        ["__proto__", "2"],
        ["constructor", "3"],
      ],
    ],
  ])("reads %s: %s", (_title, search, expected) => {
    expect(entries(search)).toEqual(expected);
  });

  test("returns an object without a prototype", () => {
    expect(Object.getPrototypeOf(parseQuery("?a=1"))).toBeNull();
    expect("toString" in parseQuery("")).toBe(false);
  });
});

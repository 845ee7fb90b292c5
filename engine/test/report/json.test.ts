import { expect, it } from "vitest";
import { jsonReport } from "../../report/json.ts";
import { crashesOnBadText, failed, exercise, verdict } from "./verdicts.ts";

it("prints one object on one line, which reads back as the verdict", () => {
  const value = verdict([crashesOnBadText]);
  const text = jsonReport(value);
  expect(text.endsWith("}\n")).toBe(true);
  expect(text.indexOf("\n")).toBe(text.length - 1);
  expect(JSON.parse(text)).toEqual(value);
});

it("replaces lone surrogates with U+FFFD", () => {
  const text = jsonReport(
    verdict([exercise(1, "title", [failed("1.1", "check", { received: "\ud800 and \udc00, but 🙂" })])]),
  );
  expect(text).not.toMatch(/\\ud[89a-f]/i);
  expect(text).toContain("\ufffd and \ufffd, but 🙂");
});

it("prints null for numbers that JSON cannot hold", () => {
  const text = jsonReport(verdict([], { durationMs: Number.NaN, seed: Number.POSITIVE_INFINITY }));
  expect(text).not.toMatch(/NaN|Infinity/);
  expect(JSON.parse(text)).toMatchObject({ durationMs: null, seed: null });
});

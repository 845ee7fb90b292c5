import { expect, test } from "vitest";
import { causeGroups } from "../../report/cause-groups.ts";
import { failingChecks } from "../../report/html/frequent-failures.ts";
import { classText } from "../../report/class-text.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";

const occurrences = (...found: readonly (readonly [code: string, why: string])[]) =>
  causeGroups(found.map(([code, why], index) => ({ code, why, of: index })));

test("one code with two causes is two groups, and each counts only its own", () => {
  expect(
    occurrences(
      ["no-pong", "no listener for messages is attached"],
      ["no-pong", "the server stopped"],
      ["no-pong", "no listener for messages is attached"],
    ),
  ).toEqual([
    { codes: ["no-pong"], why: "no listener for messages is attached", of: [0, 2] },
    { codes: ["no-pong"], why: "the server stopped", of: [1] },
  ]);
});

test("two codes with one cause are one group", () => {
  expect(occurrences(["no-error", "the server stopped"], ["no-pong", "the server stopped"])).toEqual([
    { codes: ["no-error", "no-pong"], why: "the server stopped", of: [0, 1] },
  ]);
});

test("what submissions wrote themselves makes no groups, and a text says only what is true of all in its group", () => {
  expect(
    occurrences(
      ["x", 'the reply "a" came from server.ts:12 after 40 ms with status 500'],
      ["x", 'the reply "b" came from lib/ws.ts:3:4 after 41 ms with status 500'],
      ["x", 'the reply "c" came from server.ts:12 after 40 ms with status 500'],
    ),
  ).toEqual([{ codes: ["x"], why: "the reply … came from … after … ms with status 500", of: [0, 1, 2] }]);
  expect(occurrences(["x", 'the reply "a"'], ["x", 'the reply "a"'])).toMatchObject([{ why: 'the reply "a"' }]);
});

test("without an explanation, the code is the cause", () => {
  expect(occurrences(["a", ""], ["b", ""], ["a", ""])).toEqual([
    { codes: ["a"], why: "", of: [0, 2] },
    { codes: ["b"], why: "", of: [1] },
  ]);
});

test("page and terminal count each cause of a check by itself, and the counts add up", () => {
  const results = ["it stopped", "it stopped", "it is silent"].map((why, index) => ({
    student: { id: `s${index}` },
    verdict: verdict([exercise(1, "One", [failed("1.1", "answers", { code: "no-pong", why }, [])])]),
  }));
  expect(failingChecks(results)).toMatchObject([
    {
      failed: 3,
      causes: [
        { why: "it stopped", students: [{ id: "s0" }, { id: "s1" }] },
        { why: "it is silent", students: [{ id: "s2" }] },
      ],
    },
  ]);
  expect(classText(results, [], { color: false })).toContain(
    "    3  1.1  answers\n            2 x it stopped\n            1 x it is silent\n",
  );
});

/** What a check file may declare. Its mistakes are found before anything runs, each in one sentence. */
import { describe, expect, test } from "vitest";
import { CheckFileError, type CheckOptions, type CodeHints } from "../../kit/check-suite.ts";
import { FAILURES } from "../../failures/registry.ts";
import { check, declaredBy, defineFailures, exercise, stretch } from "../../kit/exercise.ts";

const body = async () => {};
const hint = "Who hears it?";

test("a check file yields its exercises, checks and probes in order, and runs none of them", () => {
  const never = () => Promise.reject(new Error("a check ran"));
  const suite = declaredBy(() => {
    exercise(2, "Answer", () => {
      check("2.1", "answers", { hint }, never);
      check("2.2", "answers again", { hint, needs: "2.1", hints: { echo: "Is it yours?" } }, never);
    });
    exercise(1, "Greet", () => check("1.1", "greets", { hint }, never));
    stretch("S1", "survives", { why: "It may not.", exclusive: true, needsProcess: true }, never);
  });
  expect(suite.exercises).toEqual([
    {
      id: 2,
      title: "Answer",
      checks: [
        { id: "2.1", title: "answers", hint, body: never },
        { id: "2.2", title: "answers again", hint, needs: "2.1", hints: { echo: "Is it yours?" }, body: never },
      ],
    },
    { id: 1, title: "Greet", checks: [{ id: "1.1", title: "greets", hint, body: never }] },
  ]);
  expect(suite.probes).toEqual([
    { id: "S1", title: "survives", why: "It may not.", exclusive: true, needsProcess: true, body: never },
  ]);
});

test("a check has a hint for a failure that only its lesson has", () => {
  const suite = declaredBy(() => {
    const bell = defineFailures({ "no-bell": FAILURES["no-message"] })["no-bell"];
    exercise(1, "Ring", () => check("1.1", "rings", { hint, hints: { [bell.code]: "Who rings?" } }, body));
  });
  expect(suite.failures).toEqual(["no-bell"]);
  expect(suite.exercises[0]?.checks[0]?.hints).toEqual({ "no-bell": "Who rings?" });
});

test("a check file that is evaluated during another one adds nothing to it", () => {
  const outer = declaredBy(() => {
    exercise(1, "Outer", () => check("1.1", "is declared outside", { hint }, body));
    const inner = declaredBy(() => exercise(1, "Inner", () => check("1.1", "is declared inside", { hint }, body)));
    expect(inner.exercises.map(({ title }) => title)).toEqual(["Inner"]);
  });
  expect(outer.exercises.map(({ title }) => title)).toEqual(["Outer"]);
});

const one = (id: string, needs?: string) =>
  check(id, "is declared", needs === undefined ? { hint } : { hint, needs }, body);

const asynchronous: () => unknown = async () => one("1.1");

describe("a check file is refused that declares", () => {
  test.each<[what: string, evaluate: () => void, sentence: string]>([
    ["a check outside an exercise", () => one("1.1"), "check 1.1 is declared outside any exercise"],
    ["a check of another exercise", () => exercise(3, "", () => one("2.1")), "check 2.1 is declared in exercise 3"],
    [
      "a check of exercise 11 in exercise 1",
      () => exercise(1, "", () => one("11.1")),
      "check 11.1 is declared in exercise 1",
    ],
    [
      "two checks of one id",
      () => exercise(1, "", () => (one("1.1"), one("1.1"))),
      "the check file declares two checks 1.1",
    ],
    [
      "two probes of one id",
      () => (stretch("S1", "", { why: "It may." }, body), stretch("S1", "", { why: "It may." }, body)),
      "the check file declares two checks S1",
    ],
    ["two exercises of one id", () => (declare(1), declare(1)), "there are two exercises 1"],
    ["an exercise without checks", () => exercise(1, "", () => {}), "exercise 1 has no checks"],
    ["an exercise in an exercise", () => exercise(1, "", () => declare(2)), "exercise 2 is declared inside exercise 1"],
    [
      "a probe in an exercise",
      () => exercise(1, "", () => stretch("S1", "", { why: "It may." }, body)),
      "probe S1 is declared inside exercise 1",
    ],
    [
      "an exercise that waits before it declares",
      () => exercise(1, "", asynchronous),
      "the body of exercise 1 is async, but checks must be declared synchronously",
    ],
    [
      "a need of a check that comes later",
      () => exercise(1, "", () => (one("1.1", "1.2"), one("1.2"))),
      "check 1.1 needs 1.2, which is not declared before it in the same exercise",
    ],
    [
      "a need of a check of another exercise",
      () => (declare(1), exercise(2, "", () => one("2.1", "1.1"))),
      "check 2.1 needs 1.1, which is not declared before it in the same exercise",
    ],
    [
      "a check without a hint",
      () => exercise(1, "", () => check("1.1", "", {} as CheckOptions, body)),
      'check 1.1 has no hint: its third argument must be { hint: "…" }, which asks or points and never shows the solution',
    ],
    [
      "a check with its body in place of its hint",
      () => exercise(1, "", () => check("1.1", "", body as unknown as CheckOptions, undefined as never)),
      'check 1.1 has no hint: its third argument must be { hint: "…" }, which asks or points and never shows the solution',
    ],
    [
      "a check without a body",
      () => exercise(1, "", () => check("1.1", "", { hint }, undefined as never)),
      "check 1.1 has no body: its fourth argument must be an async function that gets the tools",
    ],
    [
      "a probe without a reason",
      () => stretch("S1", "", { why: " " }, body),
      'probe S1 has no why: its third argument must be { why: "…" }, which says why the behaviour matters',
    ],
    [
      "a hint for a failure that does not exist",
      () => exercise(1, "", () => check("1.1", "", { hint, hints: { "secnd-port": hint } as CodeHints }, body)),
      "check 1.1 has a hint for secnd-port, which is neither a failure of the engine nor one of the lesson",
    ],
  ])("%s", (_, evaluate, sentence) => {
    expect(() => declaredBy(evaluate)).toThrow(new CheckFileError(sentence));
    // The next file starts from nothing.
    expect(declaredBy(() => declare(1)).exercises).toHaveLength(1);
  });

  test("anything once it has been evaluated", () => {
    expect(() => one("1.1")).toThrow("check 1.1 is declared while no check file is being evaluated");
  });
});

function declare(id: number): void {
  exercise(id, "", () => one(`${id}.1`));
}

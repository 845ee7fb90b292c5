import { expect, test } from "vitest";
import { unsteadyChecks } from "../../prove/unsteady.ts";
import { verdictOf } from "../fixture-workbook.ts";

test("a check whose status changes with the seed is named with the seeds of each status", () => {
  const verdicts = [
    verdictOf(["passed", "failed"], { seed: 1 }),
    verdictOf(["failed", "failed"], { seed: 2 }),
    verdictOf(["passed", "failed"], { seed: 3 }),
  ];
  expect(unsteadyChecks(verdicts)).toEqual([
    {
      check: "1.1",
      statuses: [
        { status: "passed", seeds: [1, 3] },
        { status: "failed", seeds: [2] },
      ],
    },
  ]);
});

test("verdicts that agree are steady, and so is a single one", () => {
  expect(unsteadyChecks([verdictOf(["failed"], { seed: 1 }), verdictOf(["failed"], { seed: 2 })])).toEqual([]);
  expect(unsteadyChecks([verdictOf(["passed"])])).toEqual([]);
});

test("a submission that is gradable with some seeds only is unsteady as a whole", () => {
  const [found] = unsteadyChecks([
    verdictOf(["failed"], { seed: 1 }),
    verdictOf(["failed"], { seed: 2, outcome: "not-gradable" }),
  ]);
  expect(found).toEqual({
    check: "all",
    statuses: [
      { status: "graded", seeds: [1] },
      { status: "not-gradable", seeds: [2] },
    ],
  });
});

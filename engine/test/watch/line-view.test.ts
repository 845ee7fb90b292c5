/** The lines of watch mode on a pipe, without processes: what is written once the exercises are decided, and once only. */
import { expect, test } from "vitest";
import { LineView } from "../../watch/line-view.ts";
import type { WatchState } from "../../watch/watch-state.ts";
import { verdictOf } from "../fixture-workbook.ts";
import { notGraded } from "../report/verdicts.ts";

const passed = verdictOf(["passed", "passed"]);

test("writes the verdict line when the exercises are decided, and not again when the probes have ended", () => {
  const lines = written([
    { grading: true },
    { graded: { ...passed, stretch: [] } },
    { grading: false, verdict: passed },
  ]);
  expect(lines).toEqual([expect.stringMatching(/^\S+ {2}2 of 2 exercises, passed/)]);
});

test("writes a second line for a grader error in the probes", () => {
  const lines = written([
    { grading: true },
    { graded: passed },
    { grading: false, verdict: notGraded({ code: "grader-error", message: "the probes broke" }) },
  ]);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("the workbook failed");
});

test("writes the line of a run that follows one stopped after its exercises", () => {
  const next = [{ grading: true }, { grading: false, verdict: { ...passed } }];
  const lines = written([{ grading: true }, { graded: passed }, { grading: false, graded: undefined }, ...next]);
  expect(lines).toHaveLength(2);
});

/** What a view writes when the state changes like this, one change after the other. */
function written(changes: readonly Partial<WatchState>[]): string[] {
  const lines: string[] = [];
  const view = new LineView({ write: (text) => lines.push(text) }, { write: () => true });
  let state = {
    grading: false,
    verdict: undefined,
    graded: undefined,
    notes: [],
    lasting: [],
  } as unknown as WatchState;
  for (const change of changes) {
    state = { ...state, ...change };
    view.update(state);
  }
  return lines;
}

/** The page's state reduced from events, without a browser. */
import { expect, test } from "vitest";
import {
  isUnderWay,
  LOG_LINES_KEPT,
  NOTHING_KNOWN,
  reduce,
  type LiveState,
} from "../../web/client/state/live-state.ts";
import { firstFailing, exerciseStatusOf } from "../../web/client/state/exercise-status.ts";
import type { LiveEvents } from "../../web/api-live.ts";
import type { CheckResult } from "../../verdict.ts";
import { verdictOf } from "../fixture-workbook.ts";

const EXERCISES = [1, 2].map((id) => ({ id, title: `Exercise ${id}`, heading: `exercise-${id}`, passedAt: null }));
const RUN = { startedAt: "2026-01-01T00:00:00.000Z", seed: null, exercise: null, saved: [] };

function graded(statuses: readonly ("passed" | "failed")[], notStarted: readonly number[] = []): LiveEvents["verdict"] {
  return { run: 1, verdict: verdictOf(statuses), gradedAt: RUN.startedAt, id: null, exercise: null, notStarted };
}

function check(id: string, status: CheckResult["status"]): CheckResult {
  return { id, title: "greets back", status, durationMs: 1, failure: null, transcript: [] };
}

const states = (state: LiveState) => exerciseStatusOf(EXERCISES, state).map((exercise) => exercise.state);

test("exercises update check by check, and show the previous verdict until then", () => {
  let state = reduce(NOTHING_KNOWN, { name: "verdict", data: graded(["failed", "passed"]) });
  expect(states(state)).toEqual(["failed", "passed"]);
  state = reduce(state, { name: "run-started", data: { ...RUN, run: 2 } });
  expect(states(state)).toEqual(["working", "working"]);
  expect(exerciseStatusOf(EXERCISES, state)[0]?.checks).toMatchObject([{ old: true, result: { status: "failed" } }]);
  state = reduce(state, { name: "check", data: { run: 2, exercise: 1, result: check("1.1", "passed") } });
  expect(states(state)).toEqual(["passed", "working"]);
  expect(firstFailing(exerciseStatusOf(EXERCISES, state))).toBeUndefined();
  state = reduce(state, { name: "check", data: { run: 2, exercise: 2, result: check("2.1", "failed") } });
  expect(states(state)).toEqual(["passed", "failed"]);
  state = reduce(state, { name: "decided", data: { run: 2, verdict: verdictOf(["passed", "passed"]) } });
  expect(states(state)).toEqual(["passed", "passed"]);
  expect(isUnderWay(state)).toBe(false);
});

test("an exercise of which nothing was begun is not started, unless it passed or is running", () => {
  const begun = reduce(NOTHING_KNOWN, { name: "verdict", data: graded(["failed", "failed"], [2]) });
  expect(states(begun)).toEqual(["failed", "not-started"]);
  expect(states(reduce(NOTHING_KNOWN, { name: "verdict", data: graded(["failed", "passed"], [2]) }))).toEqual([
    "failed",
    "passed",
  ]);
  expect(states(reduce(begun, { name: "run-started", data: { ...RUN, run: 2 } }))).toEqual(["working", "working"]);
});

test("grading a single exercise does not change the others", () => {
  let state = reduce(NOTHING_KNOWN, { name: "verdict", data: graded(["failed", "passed"]) });
  state = reduce(state, { name: "run-started", data: { ...RUN, run: 2, exercise: 1 } });
  expect(states(state)).toEqual(["working", "passed"]);
});

test("late events of an earlier run do not change the newer one", () => {
  let state = reduce(NOTHING_KNOWN, { name: "run-started", data: { ...RUN, run: 2 } });
  state = reduce(state, { name: "check", data: { run: 1, exercise: 1, result: check("1.1", "failed") } });
  state = reduce(state, { name: "run-ended", data: { run: 1, fault: null } });
  expect(state.grading).toMatchObject({ run: 2, checks: [] });
  state = reduce(state, { name: "run-ended", data: { run: 2, fault: "the disk is full" } });
  expect(state).toMatchObject({ grading: null, fault: "the disk is full" });
});

test("the log keeps its last lines", () => {
  const lines = Array.from({ length: LOG_LINES_KEPT + 5 }, (_, index) => ({
    n: index + 1,
    start: 1,
    stream: "stdout" as const,
    text: `line ${index + 1}`,
    places: [],
  }));
  const state = [lines.slice(0, 10), lines.slice(10)].reduce<LiveState>(
    (before, some) => reduce(before, { name: "log", data: { lines: some } }),
    NOTHING_KNOWN,
  );
  expect(state.log).toHaveLength(LOG_LINES_KEPT);
  expect(state.log.at(-1)?.text).toBe(`line ${LOG_LINES_KEPT + 5}`);
});

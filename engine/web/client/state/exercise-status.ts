/** The status of each exercise: the last verdict, overlaid with the results of the current run. Pure. */
import type { CheckResult, Reason } from "../../../verdict.ts";
import type { ExerciseView } from "../../api.ts";
import type { StateName } from "../parts/state-mark.tsx";
import { isUnderWay, verdictNow, type LiveState } from "./live-state.ts";

export interface CheckStatusShown {
  readonly result: CheckResult;
  /** From the previous verdict: the current run has not reached it yet. */
  readonly old: boolean;
}

export interface ExerciseStatus {
  readonly id: number;
  readonly title: string;
  /** The id of the exercise's heading in the lesson's text. */
  readonly heading: string;
  readonly state: StateName;
  /** Passed in the last verdict, without a newer result. */
  readonly settled: boolean;
  readonly checks: readonly CheckStatusShown[];
  readonly durationMs: number | null;
  /** Why nothing could be graded. */
  readonly reason: Reason | null;
}

export function exerciseStatusOf(exercises: readonly ExerciseView[], live: LiveState): ExerciseStatus[] {
  return exercises.map((exercise) => status(exercise, live));
}

/** The check to open by default: the first that failed. */
export function firstFailing(exercises: readonly ExerciseStatus[]): CheckResult | undefined {
  return exercises
    .flatMap(({ checks }) => checks)
    .map(({ result }) => result)
    .find(({ status }) => status === "failed" || status === "error");
}

function status({ id, title, heading }: ExerciseView, live: LiveState): ExerciseStatus {
  const { grading } = live;
  const before = verdictNow(live)?.exercises.find((exercise) => exercise.id === id);
  const concerned = isUnderWay(live) && (grading?.exercise ?? id) === id;
  const fresh = (concerned ? (grading?.checks ?? []) : [])
    .filter(({ exercise }) => exercise === id)
    .map(({ result }) => result);
  const checks = merged(before?.checks ?? [], fresh, concerned);
  const notStarted = before?.status === "failed" && (live.latest?.notStarted ?? []).includes(id);
  const state = concerned ? underWay(checks) : notStarted ? "not-started" : (before?.status ?? "waiting");
  return {
    id,
    title,
    heading,
    checks,
    state,
    settled: before?.status === "passed" && state !== "failed" && state !== "error",
    durationMs: concerned ? null : (before?.durationMs ?? null),
    reason: concerned ? null : (before?.reason ?? null),
  };
}

function merged(before: readonly CheckResult[], fresh: readonly CheckResult[], concerned: boolean): CheckStatusShown[] {
  const kept = before.map((old): CheckStatusShown => {
    const result = fresh.find(({ id }) => id === old.id);
    return result === undefined ? { result: old, old: concerned } : { result, old: false };
  });
  const added = fresh.filter(({ id }) => !before.some((old) => old.id === id));
  return [...kept, ...added.map((result) => ({ result, old: false }))];
}

/** The state during a run: failed as soon as one check has failed, passed only at the end. */
function underWay(checks: readonly CheckStatusShown[]): StateName {
  const fresh = checks.filter(({ old }) => !old).map(({ result }) => result.status);
  if (fresh.includes("error")) return "error";
  if (fresh.includes("failed")) return "failed";
  return checks.length > 0 && fresh.length === checks.length ? "passed" : "working";
}

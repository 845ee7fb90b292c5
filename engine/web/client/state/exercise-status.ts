/** How each exercise stands: the last verdict, with what the run under way has found so far laid over it. Pure. */
import type { CheckResult, Reason } from "../../../verdict.ts";
import type { ExerciseView } from "../../api.ts";
import type { StateName } from "../parts/state-mark.tsx";
import { isUnderWay, verdictNow, type LiveState } from "./live-state.ts";

export interface CheckStatusShown {
  readonly result: CheckResult;
  /** From the verdict before: the run under way has not come to it yet. */
  readonly old: boolean;
}

export interface ExerciseStatus {
  readonly id: number;
  readonly title: string;
  /** Id of its heading in the lesson's text. */
  readonly heading: string;
  readonly state: StateName;
  /** Passed in the last verdict, and nothing has been found since. */
  readonly settled: boolean;
  readonly checks: readonly CheckStatusShown[];
  readonly durationMs: number | null;
  /** Why nothing could be graded. */
  readonly reason: Reason | null;
}

export function exerciseStatusOf(exercises: readonly ExerciseView[], live: LiveState): ExerciseStatus[] {
  return exercises.map((exercise) => status(exercise, live));
}

/** The check to open when the reader has chosen none: the first that failed. */
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
  const state = concerned ? underWay(checks) : (before?.status ?? "waiting");
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

/** While it is being graded: one failed check is enough to know, all that passed are. */
function underWay(checks: readonly CheckStatusShown[]): StateName {
  const fresh = checks.filter(({ old }) => !old).map(({ result }) => result.status);
  if (fresh.includes("error")) return "error";
  if (fresh.includes("failed")) return "failed";
  return checks.length > 0 && fresh.length === checks.length ? "passed" : "working";
}

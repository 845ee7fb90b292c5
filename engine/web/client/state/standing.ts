/** How each exercise stands: the last verdict, with what the run under way has found so far laid over it. Pure. */
import type { CheckResult, Reason } from "../../../verdict.ts";
import type { ExerciseView } from "../../api.ts";
import type { StateName } from "../parts/state-mark.tsx";
import { isUnderWay, verdictNow, type LiveState } from "./live-state.ts";

export interface CheckStanding {
  readonly result: CheckResult;
  /** From the verdict before: the run under way has not come to it yet. */
  readonly old: boolean;
}

export interface ExerciseStanding {
  readonly id: number;
  readonly title: string;
  /** Id of its heading in the lesson's text. */
  readonly heading: string;
  readonly state: StateName;
  /** Passed in the last verdict, and nothing has been found since. */
  readonly settled: boolean;
  readonly checks: readonly CheckStanding[];
  readonly durationMs: number | null;
  /** Why nothing could be graded. */
  readonly reason: Reason | null;
}

export function standingOf(exercises: readonly ExerciseView[], live: LiveState): ExerciseStanding[] {
  return exercises.map((exercise) => standing(exercise, live));
}

/** The check to open when the reader has chosen none: the first that failed. */
export function firstFailing(exercises: readonly ExerciseStanding[]): CheckResult | undefined {
  return exercises
    .flatMap(({ checks }) => checks)
    .map(({ result }) => result)
    .find(({ status }) => status === "failed" || status === "error");
}

function standing({ id, title, heading }: ExerciseView, live: LiveState): ExerciseStanding {
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

function merged(before: readonly CheckResult[], fresh: readonly CheckResult[], concerned: boolean): CheckStanding[] {
  const kept = before.map((old): CheckStanding => {
    const result = fresh.find(({ id }) => id === old.id);
    return result === undefined ? { result: old, old: concerned } : { result, old: false };
  });
  const added = fresh.filter(({ id }) => !before.some((old) => old.id === id));
  return [...kept, ...added.map((result) => ({ result, old: false }))];
}

/** While it is being graded: one failed check is enough to know, all that passed are. */
function underWay(checks: readonly CheckStanding[]): StateName {
  const fresh = checks.filter(({ old }) => !old).map(({ result }) => result.status);
  if (fresh.includes("error")) return "error";
  if (fresh.includes("failed")) return "failed";
  return checks.length > 0 && fresh.length === checks.length ? "passed" : "working";
}

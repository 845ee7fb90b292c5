import type { Verdict } from "../verdict.ts";
import type { LessonPolicy } from "./policy-schema.ts";

/** The points that a lesson is worth. Without any in the policy, each exercise is worth one. */
export function possiblePoints({ points }: LessonPolicy, exercises: number): number {
  const sum =
    typeof points === "object" ? Object.values(points).reduce((sum, part) => sum + part, 0) : (points ?? exercises);
  return Math.round(sum * 100) / 100;
}

export interface CountedPoints {
  readonly exercises: { readonly earned: number; readonly possible: number };
  readonly points: number;
}

/** The points that a verdict earns; null after a fault of the workbook. A submission that could not be run earns 0. */
export function pointsOf(policy: LessonPolicy, verdict: Verdict): CountedPoints | null {
  const { outcome, score, exercises } = verdict;
  if (outcome === "grader-error" || !(score.possible > 0) || !Number.isFinite(score.earned)) return null;
  const earned = outcome === "graded" ? Math.min(score.possible, Math.max(0, score.earned)) : 0;
  const counted = { earned, possible: score.possible };
  const { points } = policy;
  if (typeof points !== "object")
    return { exercises: counted, points: (possiblePoints(policy, score.possible) * earned) / score.possible };
  if (outcome !== "graded") return { exercises: counted, points: 0 };
  const passed = new Set(
    exercises.flatMap(({ id, status, checks }) => [
      ...(status === "passed" ? [String(id)] : []),
      ...checks.filter((check) => check.status === "passed").map((check) => check.id),
    ]),
  );
  const parts = Object.entries(points).filter(([id]) => passed.has(id));
  return { exercises: counted, points: parts.reduce((sum, [, part]) => sum + part, 0) };
}

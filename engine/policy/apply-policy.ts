/** Turns a verdict into a grade by a policy. Pure: the same verdict, policy and times give the same grade. */
import { comparableName } from "../text/comparable-name.ts";
import type { Verdict } from "../verdict.ts";
import type { Grade } from "./grade.ts";
import { gradeText } from "./grade-text.ts";
import { latenessOf } from "./lateness.ts";
import { pointsOf, possiblePoints } from "./points.ts";
import type { LessonPolicy, Override } from "./policy-schema.ts";

/** One submission, and what decides which entries of the policy are about it. */
export interface Gradable {
  /** Undefined for a student without a verdict, for example one whose submission needs a decision first. */
  readonly verdict: Verdict | undefined;
  /** The student's id and e-mail address, and the submission's name: the policy may use any of them. */
  readonly names: readonly (string | undefined)[];
  /** When it was handed in, if the download says so; an entry of the policy counts instead. */
  readonly handedInAt?: Date | undefined;
  /** Whether the download marks it as late without saying when it was handed in. */
  readonly markedLate?: boolean | undefined;
}

/** @param exercises how many exercises the lesson has, for a student without a verdict */
export function applyPolicy(policy: LessonPolicy, gradable: Gradable, exercises: number): Grade {
  const { verdict, names } = gradable;
  const possible = possiblePoints(policy, verdict?.score.possible ?? exercises);
  const counted = verdict === undefined ? null : pointsOf(policy, verdict);
  const override = entryFor(policy.overrides, names);
  const late = counted === null ? null : latenessOf(policy, momentsOf(policy, gradable), gradable.markedLate === true);
  const reduced = counted === null ? null : rounded(counted.points * (1 - (late?.percent ?? 0) / 100));
  const excused = override?.excused === true;
  const grade: Omit<Grade, "text"> = {
    exercises: counted?.exercises ?? null,
    points: counted === null ? null : rounded(counted.points),
    possible,
    late,
    decision: decisionOf(override),
    final: excused ? null : (override?.points ?? reduced),
    excused,
    comment: override?.comment ?? "",
  };
  return { ...grade, text: gradeText(grade) };
}

/** The entry for the first of the names that has one. Names are compared without case, as systems write them both ways. */
export function entryFor<T>(
  entries: Readonly<Record<string, T>> | undefined,
  names: readonly (string | undefined)[],
): T | undefined {
  const key = keyFor(entries, names);
  return key === undefined ? undefined : entries?.[key];
}

/** How the entries spell the first of the names that they have. */
export function keyFor(
  entries: Readonly<Record<string, unknown>> | undefined,
  names: readonly (string | undefined)[],
): string | undefined {
  if (entries === undefined) return undefined;
  const known = new Map(Object.keys(entries).map((key) => [comparableName(key), key]));
  for (const name of names) {
    const key = name === undefined ? undefined : known.get(comparableName(name));
    if (key !== undefined) return key;
  }
  return undefined;
}

/** The entries of a policy that are about none of these students: probably misspelt. */
export function unusedNames(policy: LessonPolicy, students: readonly Gradable["names"][]): string[] {
  const known = new Set(students.flat().flatMap((name) => (name === undefined ? [] : [comparableName(name)])));
  const { overrides, extensions, handedIn } = policy;
  const named = [overrides, extensions, handedIn].flatMap((entries) => Object.keys(entries ?? {}));
  return [...new Set(named)].filter((name) => !known.has(comparableName(name)));
}

function momentsOf({ due, extensions, handedIn }: LessonPolicy, { names, handedInAt }: Gradable) {
  const at = entryFor(handedIn, names);
  const until = entryFor(extensions, names) ?? due;
  return {
    due: until === undefined ? undefined : new Date(until),
    handedIn: at === undefined ? handedInAt : new Date(at),
  };
}

function decisionOf(override: Override | undefined): Grade["decision"] {
  if (override === undefined) return null;
  return { points: override.points ?? null, by: override.by };
}

/** At most two decimals: as precise as any gradebook is. */
function rounded(points: number): number {
  return Math.round((points + Number.EPSILON) * 100) / 100;
}

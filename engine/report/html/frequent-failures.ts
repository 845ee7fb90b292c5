/** Which checks fail most often in a class, and why. */
import { causeGroups, type Occurrence } from "../cause-groups.ts";
import { casesOf, wentWrong } from "../export/cases.ts";
import { codeOf, whyOf } from "../export/words.ts";
import type { Graded, Student } from "../export/student.ts";

export interface FailingCheck {
  /** A check's id such as `2.1`, or an exercise's such as `2` when none of its checks ran. */
  readonly id: string;
  readonly title: string;
  readonly failed: number;
  readonly skipped: number;
  /** Most frequent first. */
  readonly causes: readonly Cause[];
}

export interface Cause {
  /** The codes of the failures, for programs. */
  readonly codes: readonly string[];
  /** True of all the students. */
  readonly why: string;
  readonly students: readonly Student[];
}

/** Checks that failed at least once, most frequent first. Submissions that could not be run are left out. */
export function failingChecks(results: readonly Graded[]): FailingCheck[] {
  const ran = results.filter(({ verdict }) => verdict.outcome === "graded");
  const checks = new Map<string, { title: string; failed: number; skipped: number; found: Found[] }>();
  for (const { student, verdict } of ran) {
    for (const one of casesOf(verdict)) {
      if (!wentWrong(one) && one.status !== "skipped") continue;
      const check = checks.get(one.id) ?? { title: one.title, failed: 0, skipped: 0, found: [] };
      checks.set(one.id, check);
      if (one.status === "skipped") check.skipped++;
      else {
        check.failed++;
        check.found.push({ code: codeOf(one), why: whyOf(one), of: student });
      }
    }
  }
  return [...checks]
    .filter(([, { failed }]) => failed > 0)
    .map(([id, { title, failed, skipped, found }]) => ({ id, title, failed, skipped, causes: causesIn(found) }))
    .sort((one, other) => other.failed - one.failed || byId(one.id, other.id));
}

/** Why submissions could not be run, most frequent first. */
export function reasonsNotRun(results: readonly Graded[]): Cause[] {
  return causesIn(
    results
      .filter(({ verdict }) => verdict.outcome === "not-gradable")
      .map(({ student, verdict: { reason } }) => ({
        code: reason?.code ?? "unknown",
        why: reason?.message ?? "no reason is known",
        of: student,
      })),
  );
}

type Found = Occurrence<Student>;

function causesIn(found: readonly Found[]): Cause[] {
  return causeGroups(found).map(({ codes, why, of }) => ({ codes, why, students: of }));
}

function byId(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

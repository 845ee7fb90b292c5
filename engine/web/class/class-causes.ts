/** What fails in a class, for the page's filter: the same groups as in the report. */
import { createHash } from "node:crypto";
import { failingChecks, reasonsNotRun, type Cause } from "../../report/html/frequent-failures.ts";
import type { Graded } from "../../report/export/student.ts";
import type { ClassCause, ClassCheck } from "../api.ts";
import type { Person } from "./class-people.ts";
import type { RowCauses } from "./class-row.ts";

export interface Failures {
  readonly checks: readonly ClassCheck[];
  readonly causes: readonly ClassCause[];
  /** By the id of the line. */
  readonly rows: ReadonlyMap<string, RowCauses>;
}

/** Each submission counts once, also when it is that of a group. */
export function failuresIn(people: readonly Person[]): Failures {
  const results = people.flatMap(({ id, shown: [one] }): Graded[] =>
    one?.verdict === undefined ? [] : [{ student: { id }, verdict: one.verdict }],
  );
  const checks = failingChecks(results);
  const found = [
    ...checks.flatMap(({ id, causes }) => causes.map((cause) => ({ check: id, cause }))),
    ...reasonsNotRun(results).map((cause) => ({ check: "", cause })),
  ].map(({ check, cause }) => ({ key: keyOf(check, cause), check, cause }));
  const rows = new Map<string, { keys: string[]; first: string }>();
  // By check, so that the first of a line is where its server went wrong first.
  for (const { key, check, cause } of found.toSorted((one, other) => byId(one.check, other.check)))
    for (const { id } of cause.students) {
      const row = rows.get(id) ?? { keys: [], first: sentenceOf(check, cause) };
      rows.set(id, row);
      row.keys.push(key, ...(row.keys.includes(check) || check === "" ? [] : [check]));
    }
  return {
    checks: checks
      .map(({ id, title, failed }) => ({ id, title, failed }))
      .toSorted((one, other) => byId(one.id, other.id)),
    causes: found.map(({ key, check, cause }) => ({ key, check, why: whyOf(cause), failed: cause.students.length })),
    rows,
  };
}

function sentenceOf(check: string, cause: Cause): string {
  return check === "" ? whyOf(cause) : `${check} ${whyOf(cause)}`;
}

function whyOf({ why, codes }: Cause): string {
  return why === "" ? codes.join(", ") : why;
}

/** The same for the same cause, so that an address with it can be kept. */
function keyOf(check: string, cause: Cause): string {
  return `${check || "not-run"}-${createHash("sha256").update(whyOf(cause)).digest("hex").slice(0, 8)}`;
}

function byId(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

import type { Change, Difference } from "../report/difference.ts";
import type { Verdict } from "../verdict.ts";

/** Verdicts that are no grader errors, by submission name. */
export type Results = ReadonlyMap<string, Verdict>;

/** @param names the submissions that exist now */
export function difference(before: Results, after: Results, names: readonly string[]): Difference {
  const present = new Set(names);
  const changes = [...after].flatMap(([name, verdict]) => {
    const old = before.get(name);
    return old === undefined ? [] : [changeOf(name, old, verdict)];
  });
  const changed = changes.filter(({ before, after, checks }) => before !== after || checks.length > 0);
  return {
    gains: changed.filter((change) => change.after > change.before),
    loses: changed.filter((change) => change.after < change.before),
    otherwise: changed.filter((change) => change.after === change.before),
    same: changes.length - changed.length,
    lost: [...before.keys()].filter((name) => present.has(name) && !after.has(name)),
    gone: [...before.keys()].filter((name) => !present.has(name)),
    added: [...after.keys()].filter((name) => !before.has(name)),
  };
}

function changeOf(name: string, before: Verdict, after: Verdict): Change {
  const [old, now] = [statusesIn(before), statusesIn(after)];
  const ids = [...new Set([...old.keys(), ...now.keys()])];
  return {
    name,
    before: before.score.earned,
    after: after.score.earned,
    checks: ids
      .map((id) => ({ id, before: old.get(id) ?? "not there", after: now.get(id) ?? "not there" }))
      .filter((check) => check.before !== check.after)
      .sort((one, other) => one.id.localeCompare(other.id, "en", { numeric: true })),
  };
}

/** The status of each check. A submission that could not be run has no checks; its reason takes their place. */
function statusesIn({ outcome, reason, exercises }: Verdict): Map<string, string> {
  if (outcome !== "graded") return new Map([["", reason?.code ?? outcome]]);
  return new Map(exercises.flatMap(({ checks }) => checks.map(({ id, status }) => [id, status] as const)));
}

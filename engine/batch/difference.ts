import type { Change, Difference } from "../report/difference.ts";
import type { Verdict } from "../verdict.ts";
import type { SetEntry } from "./sets.ts";

/** Verdicts that are no grader errors, by submission name. */
export type Results = ReadonlyMap<string, Verdict>;

/** A submission by its name, and the hash of its content. */
export type Content = Pick<SetEntry, "name" | "hash">;

/**
 * @param contents the submissions that existed before and that exist now, with a result or without
 * @param decided the names of those about which the instructor decided in between
 */
export function difference(
  before: Results,
  after: Results,
  contents: { readonly before: readonly Content[]; readonly after: readonly Content[] },
  decided: readonly string[] = [],
): Difference {
  const present = new Set(contents.after.map(({ name }) => name));
  const known = new Map(contents.before.map(({ name, hash }) => [name, hash]));
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
    // One that was there without a result, because the command was interrupted, is not new.
    added: [...after.keys()].filter((name) => !known.has(name)),
    // A decision changes what is graded, not what was handed in.
    again: contents.after
      .filter(({ name, hash }) => (known.get(name) ?? hash) !== hash && !decided.includes(name))
      .map(({ name }) => name),
    decided: decided.filter((name) => present.has(name)),
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

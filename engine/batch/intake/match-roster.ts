import type { Student } from "../../report/export/student.ts";
import type { Roster, RosterEntry } from "./roster.ts";
import { same } from "./roster.ts";

export interface RosterMatch {
  /** Name of a submission -> whose it is. */
  readonly owners: ReadonlyMap<string, Student>;
  /** Who handed in nothing, in the roster's order. */
  readonly missing: readonly Student[];
  /** Names of submissions that nobody in the roster owns, in the order given. */
  readonly unowned: readonly string[];
  /** Who handed in more than once; each of these submissions is graded, and no gradebook can hold them all. */
  readonly several: readonly { readonly student: Student; readonly names: readonly string[] }[];
}

/**
 * Finds out whose each submission is. The roster's folder column decides. A learner without one is looked for by id:
 * as the whole name, or where Moodle (`Name_ID_assignsubmission_file`) and Canvas (`name_ID_number_file`) put it.
 */
export function matchRoster(roster: Roster, names: readonly string[]): RosterMatch {
  const byFolder = new Map<string, RosterEntry>();
  const byId = new Map<string, RosterEntry>();
  for (const entry of roster.entries) {
    if (entry.folder !== undefined) byFolder.set(same(entry.folder), entry);
    else for (const id of idsOf(entry.student)) byId.set(id, entry);
  }
  const owners = new Map<string, Student>();
  const handedIn = new Map<RosterEntry, string[]>();
  for (const name of names) {
    const found = byFolder.get(same(name)) ?? idsIn(name).flatMap((id) => byId.get(id) ?? [])[0];
    if (found === undefined) continue;
    owners.set(name, found.student);
    handedIn.set(found, [...(handedIn.get(found) ?? []), name]);
  }
  return {
    owners,
    missing: roster.entries.filter((entry) => !handedIn.has(entry)).map(({ student }) => student),
    unowned: names.filter((name) => !owners.has(name)),
    several: [...handedIn]
      .filter(([, several]) => several.length > 1)
      .map(([{ student }, several]) => ({ student, names: several })),
  };
}

/** Moodle writes `Participant 12345` into its worksheets and `12345` into the names of what it hands out. */
function idsOf({ id }: Student): string[] {
  const [, number] = /^\p{L}+ (\d+)$/u.exec(id) ?? [];
  return number === undefined ? [same(id)] : [same(id), number];
}

function idsIn(name: string): string[] {
  const [, moodle] = /_(\d+)_assignsubmission_/.exec(name) ?? [];
  // Late work has LATE between the name and the id.
  const [, canvas] = /^[^_]+_(?:LATE_)?(\d+)_\d+_/i.exec(name) ?? [];
  return [same(name), ...[moodle, canvas].filter((id) => id !== undefined)];
}

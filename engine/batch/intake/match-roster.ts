import type { Student } from "../../report/export/student.ts";
import type { Roster, RosterEntry } from "./roster.ts";
import { same } from "./roster.ts";

export interface RosterMatch {
  /** Name of a submission -> its student. */
  readonly owners: ReadonlyMap<string, Student>;
  /** Students without a submission, in the roster's order. */
  readonly missing: readonly Student[];
  /** Names of submissions without a student in the roster, in the order given. */
  readonly unowned: readonly string[];
  /** Students with several submissions; each is graded, but a gradebook has room for one. */
  readonly several: readonly { readonly student: Student; readonly names: readonly string[] }[];
}

/**
 * Finds the student of each submission: by the roster's folder column, else by the id, as the whole name or where
 * Moodle (`Name_ID_assignsubmission_file`) and Canvas (`name_ID_number_file`) put it.
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

/** Moodle writes `Participant 12345` into its worksheets and `12345` into the names of downloads. */
function idsOf({ id }: Student): string[] {
  const [, number] = /^\p{L}+ (\d+)$/u.exec(id) ?? [];
  return number === undefined ? [same(id)] : [same(id), number];
}

function idsIn(name: string): string[] {
  const [, moodle] = /_(\d+)_assignsubmission_/.exec(name) ?? [];
  // Canvas puts LATE between the name and the id of late submissions.
  const [, canvas] = /^[^_]+_(?:LATE_)?(\d+)_\d+_/i.exec(name) ?? [];
  return [same(name), ...[moodle, canvas].filter((id) => id !== undefined)];
}

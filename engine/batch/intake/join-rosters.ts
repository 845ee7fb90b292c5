import { hasName, onlyOne } from "./find-student.ts";
import { same, type Roster, type RosterEntry } from "./roster-entry.ts";

/**
 * Adds to a class list what Gradescope's export says about its folders: a student is the same by id, e-mail address, or a
 * name that only one student has.
 */
export function joinRosters(roster: Roster, gradescope: Roster): Roster {
  const folders = new Map<RosterEntry, string[]>();
  for (const { student, ids, folders: own } of gradescope.entries) {
    const known = new Set(ids.map(same));
    const entry = onlyOne(
      () => roster.entries.filter((one) => [one.student.id, ...one.ids].some((id) => known.has(same(id)))),
      () =>
        roster.entries.filter(
          (one) => one.student.email !== undefined && same(one.student.email) === same(student.email ?? ""),
        ),
      () => roster.entries.filter((one) => hasName(one.student, student.name ?? "")),
    );
    if (entry !== undefined) folders.set(entry, [...(folders.get(entry) ?? []), ...own]);
  }
  return {
    entries: roster.entries.map((entry) => ({ ...entry, folders: [...entry.folders, ...(folders.get(entry) ?? [])] })),
  };
}

import { comparableName } from "../../text/comparable-name.ts";
import { entriesBy, entriesByName, onlyOne } from "./find-student.ts";
import type { Roster, RosterEntry } from "./roster-entry.ts";

/**
 * Adds to a class list what Gradescope's export says about its folders: a student is the same by id, e-mail address, or a
 * name that only one student has.
 */
export function joinRosters(roster: Roster, gradescope: Roster): Roster {
  const folders = new Map<RosterEntry, string[]>();
  const byId = entriesBy(roster.entries, ({ student, ids }) => [student.id, ...ids].map(comparableName));
  const byEmail = entriesBy(roster.entries, ({ student: { email } }) =>
    email === undefined ? [] : [comparableName(email)],
  );
  const byName = entriesByName(roster.entries);
  for (const { student, ids, folders: own } of gradescope.entries) {
    const entry = onlyOne(
      () => byId(ids.map(comparableName)),
      () => byEmail([comparableName(student.email ?? "")]),
      () => byName(student.name ?? ""),
    );
    if (entry !== undefined) folders.set(entry, [...(folders.get(entry) ?? []), ...own]);
  }
  return {
    entries: roster.entries.map((entry) => ({ ...entry, folders: [...entry.folders, ...(folders.get(entry) ?? [])] })),
  };
}

import type { Student } from "../../report/export/student.ts";
import { downloadName } from "./download-name.ts";
import { nameKeys } from "./person-name.ts";
import { same, type Roster, type RosterEntry } from "./roster-entry.ts";

export interface RosterMatch {
  /** Name of a submission -> its students; several for the work of a group. */
  readonly owners: ReadonlyMap<string, readonly Student[]>;
  /** Students without a submission, in the roster's order. */
  readonly missing: readonly Student[];
  /** Names of submissions without a student in the roster, in the order given. */
  readonly unowned: readonly string[];
}

/**
 * Finds the students of each submission: by what the instructor settled, else by the roster's column of folders, by an id
 * where the system puts it into the name, by the name of a repository, by e-mail address, and at last by a name that only one
 * student has.
 * @param settled name of a submission -> a student, from `readMatches`
 */
export function matchRoster(
  { entries }: Roster,
  names: readonly string[],
  settled: ReadonlyMap<string, RosterEntry> = new Map(),
): RosterMatch {
  const found = new Map<string, readonly RosterEntry[]>();
  const finders = [byFolder(entries), byId(entries), byRepository(entries), byEmail(entries)];
  for (const name of names) {
    const own = settled.get(same(name));
    const owners = own === undefined ? finders.map((find) => find(name)).find((one) => one.length > 0) : [own];
    if (owners !== undefined) found.set(name, owners);
  }
  for (const [name, entry] of byUniqueName(entries, names, found)) found.set(name, [entry]);
  const handedIn = new Set([...found.values()].flat());
  return {
    owners: new Map([...found].map(([name, owners]) => [name, owners.map(({ student }) => student)])),
    missing: entries.filter((entry) => !handedIn.has(entry)).map(({ student }) => student),
    unowned: names.filter((name) => !found.has(name)),
  };
}

type Finder = (name: string) => readonly RosterEntry[];

/** A map that keeps only what one student alone has. */
function unique(pairs: Iterable<readonly [string, RosterEntry]>): ReadonlyMap<string, RosterEntry> {
  const found = new Map<string, RosterEntry | undefined>();
  for (const [key, entry] of pairs) found.set(key, !found.has(key) || found.get(key) === entry ? entry : undefined);
  return new Map([...found].filter((pair): pair is [string, RosterEntry] => pair[1] !== undefined));
}

function byFolder(entries: readonly RosterEntry[]): Finder {
  return (name) => entries.filter(({ folders }) => folders.some((folder) => same(folder) === same(name)));
}

/** Students whose folder the roster names have no other. */
function byId(entries: readonly RosterEntry[]): Finder {
  const others = entries.filter(({ folders }) => folders.length === 0);
  const known = unique(others.flatMap((entry) => entry.ids.map((id) => [same(id), entry] as const)));
  const participants = unique(
    others.flatMap((entry) => (entry.participant ? [[entry.participant, entry] as const] : [])),
  );
  return (name) => {
    const download = downloadName(name);
    const entry =
      known.get(same(name)) ??
      (download?.system === "moodle" ? participants.get(download.id) : undefined) ??
      known.get(same(download?.id ?? ""));
    return entry === undefined ? [] : [entry];
  };
}

/** GitHub Classroom names a repository after the assignment and the student; a download may add the branch. */
function byRepository(entries: readonly RosterEntry[]): Finder {
  const users = entries
    .flatMap((entry) => (entry.github === undefined ? [] : [[same(entry.github), entry] as const]))
    .toSorted(([one], [other]) => other.length - one.length);
  return (name) => {
    const repository = same(name).replace(/-(?:main|master)$/, "");
    const found = users.find(([user]) => repository === user || repository.endsWith(`-${user}`));
    return found === undefined ? [] : [found[1]];
  };
}

function byEmail(entries: readonly RosterEntry[]): Finder {
  const known = unique(
    entries.flatMap((entry) => (entry.student.email ? [[same(entry.student.email), entry] as const] : [])),
  );
  return (name) => {
    const [address = ""] = /[^\s_()<>@]{1,64}@[^\s_()<>@]{1,255}/.exec(name) ?? [];
    const entry = known.get(same(address));
    return entry === undefined ? [] : [entry];
  };
}

/**
 * Submissions whose name is that of one student alone, where the submissions are not of several people with that name.
 * A student whom the roster gives a folder is not looked for.
 */
function byUniqueName(
  entries: readonly RosterEntry[],
  names: readonly string[],
  found: ReadonlyMap<string, readonly RosterEntry[]>,
): ReadonlyMap<string, RosterEntry> {
  const known = unique(
    entries.flatMap((entry) =>
      entry.folders.length > 0 ? [] : [...nameKeys(entry.student.name ?? "")].map((key) => [key, entry] as const),
    ),
  );
  const claims = new Map<RosterEntry, { readonly name: string; readonly person: string }[]>();
  for (const name of names) {
    if (found.has(name)) continue;
    const download = downloadName(name);
    const entry = [...nameKeys(download?.person ?? name)].map((key) => known.get(key)).find((one) => one !== undefined);
    if (entry === undefined) continue;
    const person = download === undefined ? name : download.id;
    claims.set(entry, [...(claims.get(entry) ?? []), { name, person }]);
  }
  const taken = new Set([...found.values()].flat());
  return new Map(
    [...claims].flatMap(([entry, claimed]) => {
      const people = new Set(claimed.map(({ person }) => person));
      return people.size === 1 && !taken.has(entry) ? claimed.map(({ name }) => [name, entry] as const) : [];
    }),
  );
}

import leven from "leven";
import type { Student } from "../../report/export/student.ts";
import { downloadName } from "./download-name.ts";
import { nameKeys } from "./person-name.ts";
import { same, type Roster, type RosterEntry } from "./roster-entry.ts";

/** How many candidates a remark names. */
const NEAREST = 2;
/** The share of the letters of two names that may differ. */
const CLOSE = 0.4;

/** The one student whom words mean: an id, an e-mail address, or a name that nobody else has. */
export function studentFinder({ entries }: Roster): (words: string) => RosterEntry | undefined {
  const byId = entriesBy(entries, ({ student, ids, github, participant }) =>
    [student.id, ...ids, github, participant].map((id) => same(id ?? "")),
  );
  const byEmail = entriesBy(entries, ({ student }) => [same(student.email ?? "")]);
  const byName = entriesByName(entries);
  return (words) =>
    onlyOne(
      () => byId([same(words)]),
      () => byEmail([same(words)]),
      () => byName(words),
    );
}

/** Finds the entries that have one of these keys. A class has many names, so each entry's keys are made once. */
export function entriesBy(
  entries: readonly RosterEntry[],
  keysOf: (entry: RosterEntry) => Iterable<string>,
): (keys: Iterable<string>) => RosterEntry[] {
  const known = new Map<string, Set<RosterEntry>>();
  for (const entry of entries)
    for (const key of keysOf(entry)) known.set(key, (known.get(key) ?? new Set()).add(entry));
  return (keys) => [...new Set([...keys].flatMap((key) => [...(known.get(key) ?? [])]))];
}

/** Finds the entries that have a name, in any order and without accents. */
export function entriesByName(entries: readonly RosterEntry[]): (name: string) => RosterEntry[] {
  const found = entriesBy(entries, ({ student }) => nameKeys(student.name ?? ""));
  return (name) => found(nameKeys(name));
}

/** The one entry that the first search with a result finds; undefined when that finds several, or none finds any. */
export function onlyOne(...searches: readonly (() => readonly RosterEntry[])[]): RosterEntry | undefined {
  for (const search of searches) {
    const found = search();
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** Whether the words are the student's name, in any order and without accents. */
export function hasName({ name }: Student, words: string): boolean {
  const keys = nameKeys(name ?? "");
  return [...nameKeys(words)].some((key) => keys.has(key));
}

/** The texts whose names are closest to this one, the closest first; empty when none is close. */
export function nearestNames(
  name: string,
  candidates: readonly { readonly text: string; readonly names: readonly string[] }[],
): string[] {
  const keys = [...nameKeys(downloadName(name)?.person ?? name)];
  const close = candidates.flatMap(({ text, names }) => {
    const theirs = names.flatMap((one) => [...nameKeys(one)]);
    const distances = keys.flatMap((key) =>
      theirs.map((other) => leven(key, other) / Math.max(key.length, other.length)),
    );
    const distance = Math.min(1, ...distances);
    return distance <= CLOSE ? [{ text, distance }] : [];
  });
  return close
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, NEAREST)
    .map(({ text }) => text);
}

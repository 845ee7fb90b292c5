/** Finds out whose submissions these are. */
import type { Student } from "../report/export/student.ts";
import { downloadName } from "./intake/download-name.ts";
import { hasName, studentFinder } from "./intake/find-student.ts";
import { joinRosters } from "./intake/join-rosters.ts";
import { matchRoster, type RosterMatch } from "./intake/match-roster.ts";
import { readMatches } from "./intake/read-matches.ts";
import { RosterError, same, type Roster } from "./intake/roster-entry.ts";
import { readRoster } from "./intake/roster.ts";

/** Where it is written whose submissions these are. */
export interface WhoOptions {
  /** The class list that the instructor named. */
  readonly roster: Roster | undefined;
  /** Absolute path of a file of matches that the instructor settled; see `readMatches`. */
  readonly matches?: string | undefined;
  /** Absolute path of the class list in Gradescope's export. */
  readonly metadata?: string | undefined;
}

/** The class list of these sources together; undefined when there is none. @throws RosterError */
export async function rosterOf({ roster, metadata }: WhoOptions): Promise<Roster | undefined> {
  const gradescope = metadata === undefined ? undefined : await readRoster(metadata);
  return roster === undefined || gradescope === undefined ? (roster ?? gradescope) : joinRosters(roster, gradescope);
}

/** Whether a loose file in the class folder is named after a student of the roster, without its extension. */
export function isStudentIn({ roster }: WhoOptions): (name: string) => boolean {
  if (roster === undefined) return () => false;
  const studentMeant = studentFinder(roster);
  return (name) => studentMeant(name) !== undefined;
}

/** @throws RosterError */
export async function matchSubmissions(
  roster: Roster | undefined,
  names: readonly string[],
  { matches }: Pick<WhoOptions, "matches">,
): Promise<RosterMatch | undefined> {
  if (roster === undefined) {
    if (matches !== undefined)
      throw new RosterError("--match needs the class list that it refers to: add --roster FILE.");
    return undefined;
  }
  return matchRoster(roster, names, matches === undefined ? undefined : await readMatches(matches, roster));
}

/** The same text for all submissions of one person; undefined when that is not known. */
export function personOf(name: string, match: RosterMatch | undefined): string | undefined {
  const owners = match?.owners.get(name);
  if (owners !== undefined) return owners.map(({ id }) => id).join("\n");
  const download = downloadName(name);
  return download === undefined ? undefined : `${download.system} ${download.id} ${same(download.person)}`;
}

/**
 * The submissions that a word on the command line means: one by its name, else those of the student with this id, e-mail
 * address or name. Empty when it means none, or several people.
 */
export function submissionsMeant(word: string, names: readonly string[], match: RosterMatch | undefined): string[] {
  if (names.includes(word)) return [word];
  const key = same(word);
  const studentsOf = (name: string) => match?.owners.get(name) ?? [];
  const isId = (name: string) =>
    same(downloadName(name)?.id ?? "") === key || studentsOf(name).some(({ id }) => same(id) === key);
  const isEmail = (name: string) => studentsOf(name).some(({ email }) => same(email ?? "") === key);
  const isName = (name: string) => [...studentsOf(name), ...personIn(name)].some((student) => hasName(student, word));
  const found = [isId, isEmail, isName].map((is) => names.filter(is)).find((some) => some.length > 0) ?? [];
  return new Set(found.map((name) => personOf(name, match) ?? name)).size === 1 ? found : [];
}

function personIn(name: string): Student[] {
  const person = downloadName(name)?.person;
  return person === undefined ? [] : [{ id: name, name: person }];
}

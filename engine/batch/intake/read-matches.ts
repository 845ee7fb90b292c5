import path from "node:path";
import { comparableName } from "../../text/comparable-name.ts";
import { quoteWord } from "../../text/suggest.ts";
import { linesOf, textOf } from "./csv-file.ts";
import { studentFinder } from "./find-student.ts";
import { RosterError, type Roster, type RosterEntry } from "./roster-entry.ts";

/**
 * Reads what the instructor settled: a CSV file with the columns `submission` and `student`, which is an id, an e-mail address
 * or a name in the roster.
 * @param file absolute path
 * @returns the name of a submission, as `same` spells it -> its student
 * @throws RosterError
 */
export async function readMatches(file: string, roster: Roster): Promise<ReadonlyMap<string, RosterEntry>> {
  const shown = path.basename(file);
  const [header, ...rows] = linesOf(await textOf(file, shown), shown);
  const columns = (header?.record ?? []).map((name) => comparableName(name));
  const [submission, student] = [columns.indexOf("submission"), columns.indexOf("student")];
  if (submission < 0 || student < 0)
    throw new RosterError(`${shown}, line 1: the first line has to be submission,student.`);
  const studentMeant = studentFinder(roster);
  const settled = new Map<string, RosterEntry>();
  for (const { record, line } of rows) {
    const [name = "", words = ""] = [record[submission]?.trim(), record[student]?.trim()];
    // A line that is not filled in yet.
    if (name === "" || words === "") continue;
    const entry = studentMeant(words);
    if (entry === undefined)
      throw new RosterError(`${shown}, line ${line}: ${quoteWord(words)} is no student of the roster, or several.`);
    settled.set(comparableName(name), entry);
  }
  return settled;
}

/** Reads the class list, a CSV file that says which submission belongs to which student. */
import path from "node:path";
import { comparableName } from "../../text/comparable-name.ts";
import { quoteWord } from "../../text/suggest.ts";
import { archiveStem } from "./archive.ts";
import { linesOf, textOf } from "./csv-file.ts";
import { gradescopeRoster } from "./gradescope-metadata.ts";
import { columnsOf, type Columns, type Role } from "./roster-columns.ts";
import { RosterError, type Roster, type RosterEntry } from "./roster-entry.ts";

/**
 * Reads a class list: Gradescope's `submission_metadata.yml`, or a CSV file with a header and a line for each learner, as
 * Canvas, Moodle and GitHub Classroom export it or as people write it. It needs one column of folders, ids, e-mail addresses
 * or names. Separators are commas, semicolons or tabs; a byte order mark and quotation marks are allowed.
 * @param file absolute path
 * @throws RosterError
 */
export async function readRoster(file: string): Promise<Roster> {
  const shown = path.basename(file);
  const text = await textOf(file, shown);
  if (/\.ya?ml$/i.test(file)) return gradescopeRoster(text, shown);
  const lines = linesOf(text, shown);
  const [header, ...rows] = lines;
  if (header === undefined) throw new RosterError(`${shown} is empty: a roster begins with a line of column names.`);
  const columns = columnsOf(header.record);
  if (columns.doubled !== undefined)
    throw new RosterError(`${shown}, line ${header.line}: two columns are named ${quoteWord(columns.doubled)}.`);
  if (!IDENTIFYING.some((role) => columns.at[role] !== undefined))
    throw new RosterError(
      `${shown}, line ${header.line}: no column is named "folder", "id", "email" or "name"; the first line names the columns.`,
    );
  const entries: RosterEntry[] = [];
  const taken = new Map<string, number>();
  for (const { record, line } of rows) {
    if (isCanvasRow(header.record, record)) continue;
    const entry = entryOf(record, columns);
    if (entry.student.id === "")
      throw new RosterError(
        `${shown}, line ${line}: there is neither a folder, an id, an e-mail address nor a name here.`,
      );
    // Two students may share a name, but nothing else.
    const isName = entry.student.id === entry.student.name;
    const unique = [
      ...(isName ? [] : [["id", entry.student.id] as const]),
      ...entry.folders.map((name) => ["folder", name] as const),
    ];
    for (const [word, value] of unique) {
      const before = taken.get(`${word} ${comparableName(value)}`);
      if (before !== undefined)
        throw new RosterError(`${shown}, line ${line}: the ${word} ${quoteWord(value)} is already on line ${before}.`);
      taken.set(`${word} ${comparableName(value)}`, line);
    }
    entries.push(entry);
  }
  if (entries.length === 0)
    throw new RosterError(`${shown} lists no learners: write a line for each below the column names.`);
  return { entries };
}

/** The roles that can say whose a submission is. */
const IDENTIFYING: readonly Role[] = [
  "folder",
  "github",
  "participant",
  "id",
  "sisId",
  "login",
  "email",
  "name",
  "firstName",
  "lastName",
];

/** Below its header, Canvas writes how each assignment is posted and its points, and at the end a student for tests. */
function isCanvasRow(header: readonly string[], [first = "", ...cells]: readonly string[]): boolean {
  if (!/^Student\b/.test(header[0] ?? "")) return false;
  const name = first.trim();
  return (
    name.startsWith("Points Possible") ||
    name === "Student, Test" ||
    (name === "" && cells.some((cell) => cell.trim() === "Manual Posting"))
  );
}

function entryOf(record: readonly string[], { at }: Columns): RosterEntry {
  const cell = (role: Role) => {
    const index = at[role];
    return index === undefined ? undefined : record[index]?.trim() || undefined;
  };
  const written = cell("folder");
  // The column may hold the names of archives.
  const folder = written === undefined ? undefined : (archiveStem(written) ?? written.replace(/[/\\]$/, ""));
  const parts = [cell("firstName"), cell("lastName")].filter((part) => part !== undefined);
  const name = cell("name") ?? (parts.length > 0 ? parts.join(" ") : undefined);
  const [participant, email, github] = [cell("participant"), cell("email"), cell("github")];
  const ids = [cell("id"), cell("sisId"), cell("login"), participant].filter((id) => id !== undefined);
  return {
    student: { id: ids[0] ?? github ?? folder ?? email ?? name ?? "", name, email, familyName: cell("lastName") },
    folders: folder === undefined ? [] : [folder],
    ids,
    github,
    // `Participant 12`, `Teilnehmer/in12`
    participant: /(?<!\d)(\d+)$/.exec(participant ?? /^\p{L}[\p{L}/]*\s+\d+$/u.exec(cell("id") ?? "")?.[0] ?? "")?.[1],
  };
}

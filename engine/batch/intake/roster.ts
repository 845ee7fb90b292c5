/** Reads the class list, a CSV file that says which submission belongs to which student. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { csvDelimiter } from "../../text/csv-delimiter.ts";
import { quoteWord } from "../../text/suggest.ts";
import type { Student } from "../../report/export/student.ts";
import { archiveStem } from "./archive.ts";
import { columnsOf } from "./roster-columns.ts";
import type { Columns, Role } from "./roster-columns.ts";

/** Far more than any class list needs. */
const MAX_ROSTER_BYTES = 16 * 1024 * 1024;

/** The roster cannot be used. The message is one sentence that names the file and, where there is one, the line. */
export class RosterError extends Error {
  override name = "RosterError";
}

export interface RosterEntry {
  readonly student: Student;
  /** The name of the submission, when the roster has a column for it. */
  readonly folder: string | undefined;
}

export interface Roster {
  /** In the file's order. */
  readonly entries: readonly RosterEntry[];
}

/**
 * Reads a class list: a header, and a line for each learner. It needs a column for the folder or one for the id; name
 * and e-mail are optional. Separators are commas, semicolons or tabs; a byte order mark and quotation marks are
 * allowed.
 * @param file absolute path
 * @throws RosterError
 */
export async function readRoster(file: string): Promise<Roster> {
  const shown = path.basename(file);
  const lines = linesOf(await textOf(file, shown), shown);
  const [header, ...rows] = lines;
  if (header === undefined) throw new RosterError(`${shown} is empty: a roster begins with a line of column names.`);
  const columns = columnsOf(header.record);
  if (columns.doubled !== undefined)
    throw new RosterError(`${shown}, line ${header.line}: two columns are named ${quoteWord(columns.doubled)}.`);
  if (columns.at.folder === undefined && columns.at.id === undefined)
    throw new RosterError(
      `${shown}, line ${header.line}: no column is named "folder" or "id"; the first line names the columns.`,
    );
  const entries: RosterEntry[] = [];
  const taken = new Map<string, number>();
  for (const { record, line } of rows) {
    const entry = entryOf(record, columns);
    // Canvas puts a line with the points of the assignments below the header.
    if (entry.student.name?.startsWith("Points Possible") === true) continue;
    if (entry.student.id === "")
      throw new RosterError(`${shown}, line ${line}: there is neither a folder nor an id on this line.`);
    for (const [word, value] of [["id", entry.student.id] as const, ["folder", entry.folder] as const]) {
      if (value === undefined) continue;
      const before = taken.get(`${word} ${same(value)}`);
      if (before !== undefined)
        throw new RosterError(`${shown}, line ${line}: the ${word} ${quoteWord(value)} is already on line ${before}.`);
      taken.set(`${word} ${same(value)}`, line);
    }
    entries.push(entry);
  }
  if (entries.length === 0)
    throw new RosterError(`${shown} lists no learners: write a line for each below the column names.`);
  return { entries };
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
  return {
    folder,
    student: { id: cell("id") ?? folder ?? "", name, email: cell("email"), familyName: cell("lastName") },
  };
}

async function textOf(file: string, shown: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new RosterError(
      error.code === "ENOENT" ? `${shown} does not exist at ${file}.` : `${shown} cannot be read (${error.code}).`,
    );
  });
  if (bytes.byteLength > MAX_ROSTER_BYTES)
    throw new RosterError(`${shown} is larger than ${MAX_ROSTER_BYTES / 1024 / 1024} MB; that is not a class list.`);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // The default encoding of spreadsheets on Windows.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function linesOf(text: string, shown: string): { readonly record: readonly string[]; readonly line: number }[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      delimiter: csvDelimiter(text, [",", ";", "\t"]),
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    });
    return (rows as { readonly record: string[]; readonly info: { readonly lines: number } }[]).map(
      ({ record, info }) => ({ record, line: info.lines }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    const where = lines === undefined ? shown : `${shown}, line ${lines}`;
    throw new RosterError(`${where}: ${FAULTS.get(error.code) ?? error.message}.`);
  }
}

const FAULTS = new Map<string, string>([
  ["CSV_RECORD_INCONSISTENT_FIELDS_LENGTH", "this line has more or fewer cells than the line of column names"],
  ["CSV_QUOTE_NOT_CLOSED", "a quotation mark is opened and never closed"],
  ["CSV_INVALID_CLOSING_QUOTE", "something follows a closing quotation mark"],
  ["INVALID_OPENING_QUOTE", "there is a quotation mark in the middle of a cell"],
]);

/** Makes names comparable: file systems differ in Unicode normalisation. */
export function same(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

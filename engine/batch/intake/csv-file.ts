import { readFile } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import { csvDelimiter } from "../../text/csv-delimiter.ts";
import { RosterError } from "./roster-entry.ts";

/** Far more than any class list needs. */
const MAX_ROSTER_BYTES = 16 * 1024 * 1024;

/** The text of a file in the encodings of spreadsheets. @throws RosterError */
export async function textOf(file: string, shown: string): Promise<string> {
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

/** The rows of a CSV text that are not empty, with their line numbers. @throws RosterError */
export function linesOf(text: string, shown: string): { readonly record: readonly string[]; readonly line: number }[] {
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

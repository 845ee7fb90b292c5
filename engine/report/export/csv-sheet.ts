/**
 * Reads an exported gradebook file, changes single cells, and writes everything else back byte for byte: other columns,
 * quotation marks, line endings, a byte order mark.
 */

import { csvDelimiter } from "../../text/csv-delimiter.ts";

/** The file cannot be filled. The message is one sentence that says what is wrong with it. */
export class SheetError extends Error {
  override name = "SheetError";
}

export interface Sheet {
  readonly delimiter: "," | ";";
  /** Values, without quotation marks; the first row is the header. */
  readonly rows: readonly (readonly string[])[];
  /** The text with some cells replaced by fields that are already quoted. */
  readonly filled: (changes: readonly CellChange[]) => string;
}

export interface CellChange {
  readonly row: number;
  readonly column: number;
  /** Already quoted; written unchanged. */
  readonly field: string;
}

interface Field {
  readonly value: string;
  /** The field's offsets in the text, including its quotation marks. */
  readonly from: number;
  readonly to: number;
}

/** @throws SheetError when a quotation mark is never closed or the text is empty */
export function readSheet(text: string): Sheet {
  const delimiter = csvDelimiter(text, [",", ";"]);
  const fields = fieldsOf(text, delimiter);
  const rows = fields.map((row) => row.map(({ value }) => value));
  if (rows.length === 0) throw new SheetError("The gradebook file is empty.");
  return { delimiter, rows, filled: (changes) => replaced(text, fields, changes) };
}

/** Parses RFC 4180 with any line endings. Blank lines are skipped. */
function fieldsOf(text: string, delimiter: string): Field[][] {
  const rows: Field[][] = [];
  let row: Field[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const field = fieldAt(text, at, delimiter, rows.length + 1);
    row.push(field);
    at = field.to;
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      row.push({ value: "", from: at, to: at });
    }
    if (row.length > 1 || row[0]?.value !== "") rows.push(row);
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return rows;
}

function fieldAt(text: string, from: number, delimiter: string, row: number): Field {
  const ends = new RegExp(`[${delimiter}\\r\\n]|$(?![\\s\\S])`, "g");
  if (text[from] !== '"') {
    ends.lastIndex = from;
    const to = ends.exec(text)?.index ?? text.length;
    return { value: text.slice(from, to), from, to };
  }
  const quoted = /"((?:[^"]|"")*)"/y;
  quoted.lastIndex = from;
  const match = quoted.exec(text);
  if (match === null)
    throw new SheetError(`Row ${row} of the gradebook file has a quotation mark that is never closed.`);
  ends.lastIndex = quoted.lastIndex;
  const to = ends.exec(text)?.index ?? text.length;
  const after = text.slice(quoted.lastIndex, to);
  return { value: (match[1] ?? "").replaceAll('""', '"') + after, from, to };
}

function replaced(text: string, fields: readonly (readonly Field[])[], changes: readonly CellChange[]): string {
  const edits = changes
    .map(({ row, column, field }) => ({ at: fields[row]?.[column], field }))
    .filter((edit): edit is { at: Field; field: string } => edit.at !== undefined)
    .sort((one, other) => one.at.from - other.at.from);
  let written = "";
  let done = 0;
  for (const { at, field } of edits) {
    written += text.slice(done, at.from) + field;
    done = at.to;
  }
  return written + text.slice(done);
}

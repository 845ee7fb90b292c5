/** `grades.json` in the folder of a set: the grades by the policy, for the page that shows the class. */
import path from "node:path";
import { isRecord } from "../is-record.ts";
import type { Grade } from "../policy/grade.ts";
import { readState } from "../state/read-state.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { NamedResult } from "./class-list.ts";

const FILE = "grades.json";
const SCHEMA = "workbook.grades/1";

/** Writes the grades by name of the submission; an empty list when there is no policy. @param folder of the set */
export async function writeGrades(folder: string, results: readonly NamedResult[]): Promise<void> {
  const grades = results.flatMap(({ name, student, grade }) => (grade === undefined ? [] : [{ name, student, grade }]));
  await writeAtomic(path.join(folder, FILE), `${JSON.stringify({ schema: SCHEMA, grades }, undefined, 1)}\n`);
}

/** The grades by name of the submission; none when the file is missing or damaged. @param folder of the set */
export async function readGrades(folder: string): Promise<ReadonlyMap<string, Grade>> {
  const found = await readState(path.join(folder, FILE), isGrades);
  return new Map("value" in found ? found.value.grades.map(({ name, grade }) => [name, grade]) : []);
}

function isGrades(
  value: unknown,
): value is { readonly grades: readonly { readonly name: string; readonly grade: Grade }[] } {
  return (
    isRecord(value) &&
    value["schema"] === SCHEMA &&
    Array.isArray(value["grades"]) &&
    value["grades"].every((one) => isRecord(one) && isRecord(one["grade"]) && typeof one["grade"]["text"] === "string")
  );
}

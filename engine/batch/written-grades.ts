/**
 * The grades that this workbook has written into gradebooks, so that it recognises them when the gradebook is exported
 * again: any other grade was entered by a person, and is not replaced.
 */
import path from "node:path";
import { isRecord } from "../is-record.ts";
import { readState } from "../state/read-state.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { WrittenGrades } from "../report/export/gradebook.ts";

const FILE = "written-grades.json";

/** By reporter. */
type Written = Readonly<Record<string, WrittenGrades>>;

/** What the reporter of this name wrote earlier. @param output absolute path of the output folder */
export async function writtenGrades(output: string): Promise<Written> {
  const found = await readState(path.join(output, FILE), isWritten);
  return "value" in found ? found.value : {};
}

/** Adds what a reporter has written now. */
export async function addWrittenGrades(output: string, reporter: string, grades: WrittenGrades): Promise<void> {
  const before = await writtenGrades(output);
  const all = { ...before, [reporter]: { ...before[reporter], ...grades } };
  await writeAtomic(path.join(output, FILE), `${JSON.stringify(all, undefined, 1)}\n`);
}

function isWritten(value: unknown): value is Written {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (grades) => isRecord(grades) && Object.values(grades).every((grade) => typeof grade === "number"),
    )
  );
}

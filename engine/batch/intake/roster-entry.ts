import type { Student } from "../../report/export/student.ts";

/** One student of a class list, and all by which a submission can be theirs. */
export interface RosterEntry {
  readonly student: Student;
  /** The names of submissions that the list gives to the student. */
  readonly folders: readonly string[];
  /** Ids in the systems that a download may come from, as written. */
  readonly ids: readonly string[];
  /** The name at the end of the student's repositories on GitHub. */
  readonly github?: string | undefined;
  /** Moodle's number of the participant. */
  readonly participant?: string | undefined;
}

export interface Roster {
  /** In the file's order. */
  readonly entries: readonly RosterEntry[];
}

/** The roster cannot be used. The message is one sentence that names the file and, where there is one, the line. */
export class RosterError extends Error {
  override name = "RosterError";
}

/** Writes what an instructor decided about one student into the class's grading.json. */
import { readFile, realpath } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { overrideOf, withOverride, type StudentMeant } from "../policy/edit-policy.ts";
import type { Override } from "../policy/policy-schema.ts";
import { parsePolicy } from "../policy/read-policy.ts";
import { withLock } from "../state/lock.ts";
import { writeAtomic } from "../state/write-atomic.ts";

/** The file says something else about the student than was seen when the decision was made. */
export class OverrideConflict extends Error {
  override name = "OverrideConflict";
}

export interface OverrideChange {
  /** Absolute path of the policy file, which need not exist. */
  readonly file: string;
  /** Its path for messages. */
  readonly shown: string;
  /** Absolute path of the lock that all who change this file through the workbook share. */
  readonly lock: string;
  readonly student: StudentMeant;
  /** What was decided when the new decision was made; undefined for nothing. */
  readonly before: Override | undefined;
  /** Undefined takes the decision back. */
  readonly after: Override | undefined;
}

/**
 * Everything else in the file stays, also what was written into it by hand meanwhile.
 * @throws OverrideConflict; PolicyError when the file cannot be used; LockError; a file system error
 */
export async function setOverride({ file, shown, lock, student, before, after }: OverrideChange): Promise<void> {
  await withLock(lock, async () => {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const found = text === undefined ? undefined : overrideOf(parsePolicy(text, shown), student);
    if (!isDeepStrictEqual(found, before)) throw new OverrideConflict(`${shown} was changed meanwhile.`);
    const next = withOverride(text, student, after, shown);
    // A link stays a link.
    await writeAtomic(await realpath(file).catch(() => file), next);
  });
}

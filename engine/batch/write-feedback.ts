/** Writes the feedback of a class: a page and a text for each student, and all of them in one zip to upload. */
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { feedbackPage, type ShownSolution } from "../report/feedback/feedback-page.tsx";
import { feedbackPath } from "../report/feedback/feedback-path.ts";
import { feedbackText } from "../report/feedback/feedback-text.ts";
import type { LessonPolicy } from "../policy/policy-schema.ts";
import type { NamedResult } from "./class-list.ts";

/** Also the name of the reporter. */
export const FEEDBACK = "feedback";

export interface FeedbackOptions {
  /** Absolute path of the folder for `feedback/` and `feedback.zip`. */
  readonly folder: string;
  /** The files that a learner edits, as the lesson solves them. */
  readonly solution: ShownSolution;
  readonly policy: LessonPolicy | undefined;
  /** The time that "after the due date" is compared with, and that the files in the zip get. */
  readonly now: Date;
}

/** @returns what was written, relative to the folder */
export async function writeFeedback(
  results: readonly NamedResult[],
  { folder, solution, policy, now }: FeedbackOptions,
): Promise<string[]> {
  const target = path.join(folder, FEEDBACK);
  await rm(target, { recursive: true, force: true });
  const zip = new ZipFile();
  const scratch = path.join(folder, `.${FEEDBACK}.${process.pid}.tmp`);
  const written = pipeline(zip.outputStream, createWriteStream(scratch));
  // The students of a group share a submission, and so its feedback.
  for (const result of new Map(results.map((one) => [one.name, one])).values()) {
    const shown = showsSolution(policy, result, now) ? solution : new Map<string, string>();
    const files = { "feedback.html": feedbackPage(result, shown), "feedback.txt": feedbackText(result, shown) };
    await mkdir(path.join(target, result.name), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      await writeFile(path.join(target, result.name, file), text);
      zip.addBuffer(Buffer.from(text), feedbackPath(result.name, file), { mtime: now, mode: 0o100644 });
    }
  }
  zip.end();
  await written;
  await rename(scratch, path.join(folder, `${FEEDBACK}.zip`));
  return [`${FEEDBACK}/`, `${FEEDBACK}.zip`];
}

/** Whether the policy lets this student see the solution; without a policy, it does not. */
function showsSolution(policy: LessonPolicy | undefined, { verdict }: NamedResult, now: Date): boolean {
  switch (policy?.solution) {
    case "always":
      return true;
    case "passed":
      return verdict.outcome === "graded" && verdict.passed;
    case "after-due":
      return lastDue(policy) !== undefined && now.getTime() > (lastDue(policy) ?? 0);
    case "never":
    case undefined:
      return false;
  }
}

/** The last due date of anybody: whoever sees the solution earlier could pass it on. */
function lastDue({ due, extensions = {} }: LessonPolicy): number | undefined {
  const all = [...(due === undefined ? [] : [due]), ...Object.values(extensions)].map((moment) => Date.parse(moment));
  return all.length === 0 ? undefined : Math.max(...all);
}

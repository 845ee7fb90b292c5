import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { ClassCode, CodeOf } from "../similar/class-code.ts";
import { lessonCode, readCode } from "../similar/read-code.ts";
import type { GradingJob } from "./grading-job.ts";
import type { Submission } from "./intake/submission.ts";
import { takeIn } from "./intake/take-in.ts";
import { takeInOne } from "./intake/take-in-one.ts";

/** The file of a set that holds the code of its submissions. */
export const CODE_FILE = "code.jsonl";

/** A folder of earlier work: a submission, or a class of them. */
export interface EarlierFolder {
  /** Absolute path. */
  readonly folder: string;
  readonly shown: string;
}

export interface ClassCodeOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Folders of earlier work to compare with. */
  readonly against: readonly EarlierFolder[];
  /** Absolute path of a temporary folder, to unpack archives of earlier work into. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the code that is compared in a class.
 * @param gradingJobs of the class or a shard of it; their folders must still exist
 * @throws ClassFolderError when a folder of earlier work holds none
 */
export async function classCode(gradingJobs: readonly GradingJob[], options: ClassCodeOptions): Promise<ClassCode> {
  const { lesson, definition } = options;
  const submissions: CodeOf[] = [];
  for (const { names, folder, hash, refusal } of gradingJobs) {
    // Refused submissions are never read.
    const code = refusal === undefined ? await codeIn(folder, definition) : undefined;
    if (code !== undefined) for (const name of names) submissions.push({ name, code, hash });
  }
  const earlier: CodeOf[] = [];
  for (const [index, against] of options.against.entries())
    earlier.push(...(await earlierIn(against, path.join(options.scratch, `against-${index + 1}`), options)));
  return { submissions, earlier, ...(await lessonCode(lesson, definition)) };
}

async function earlierIn(
  { folder, shown }: EarlierFolder,
  scratch: string,
  { lesson, definition, signal }: ClassCodeOptions,
): Promise<CodeOf[]> {
  await mkdir(scratch, { recursive: true });
  const options = { scratch, lesson, definition, signal };
  const name = path.basename(folder);
  const handIn = {
    name,
    parts: [{ source: folder, kind: "folder", as: name, isUtf8: true }],
    download: undefined,
    late: false,
  } as const;
  let made = 0;
  const { submission: single } = await takeInOne(handIn, { ...options, nextFolderName: () => `single-${++made}` });
  const own = await codeOf(single, definition);
  if (own !== undefined) return [{ name: shown, code: own }];
  const { submissions } = await takeIn(folder, options);
  const found: CodeOf[] = [];
  for (const submission of submissions) {
    const code = await codeOf(submission, definition);
    if (code !== undefined) found.push({ name: `${shown}/${submission.name}`, code });
  }
  return found;
}

/** Undefined where no work was found. */
async function codeOf(
  { folder, refusal, question }: Submission,
  definition: LessonDefinition,
): Promise<CodeOf["code"] | undefined> {
  return refusal === undefined && question === undefined ? codeIn(folder, definition) : undefined;
}

/** The folder may have been changed or removed since it was graded, which must not end the command. */
async function codeIn(folder: string, { given }: LessonDefinition): Promise<CodeOf["code"] | undefined> {
  return readCode(folder, given).catch(() => undefined);
}

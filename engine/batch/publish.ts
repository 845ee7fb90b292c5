/**
 * Writes what people and other systems read: a folder for each submission, and reports on the class. All of it is
 * derived from the verdicts and can be written again.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileSystemCode, isMachineFault } from "../grade/machine-fault.ts";
import { CLASS_REPORTERS, SUBMISSION_REPORTERS, type ClassOptions } from "../report/export/reporters.ts";
import { fullTranscript } from "../report/export/transcript.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { ClassList, NamedResult } from "./class-list.ts";
import { classPage, type PageFacts } from "./class-page.ts";
import type { LessonPolicy } from "../policy/policy-schema.ts";
import type { ShownSolution } from "../report/feedback/feedback-page.tsx";
import { inParallel } from "./in-parallel.ts";
import { FEEDBACK, writeFeedback } from "./write-feedback.ts";
import { writeGrades } from "./grades-file.ts";
import { addWrittenGrades, writtenGrades } from "./written-grades.ts";

/** Written for every class. */
const ALWAYS = ["csv", "json", "junit"] as const;
/** How many submissions are written at a time: each needs a few open files. */
const AT_A_TIME = 16;

export interface PublishOptions extends Omit<ClassOptions, "unjudged" | "written">, PageFacts {
  /** Absolute path of the folder for all that is written, which must exist. */
  readonly folder: string;
  /** Absolute path of the output folder, which remembers what was written into gradebooks. */
  readonly output: string;
  readonly list: ClassList;
  /** Names of reporters besides those in `ALWAYS`. */
  readonly reporters: readonly string[];
  /** Whether feedback may show the solution, and its files. */
  readonly policy: LessonPolicy | undefined;
  readonly solution: ShownSolution;
}

export interface Published {
  /** Names of the reports, relative to the folder. */
  readonly files: readonly string[];
  /** Text for the standard output of this command. */
  readonly printed: string;
  /** Text to append to files whose paths are in environment variables. */
  readonly appended: readonly { readonly variable: string; readonly text: string }[];
  /** Sentences for the reader of the reports. */
  readonly remarks: readonly string[];
}

/** @throws SheetError when a gradebook cannot be filled, after all other files were written */
export async function publish(options: PublishOptions): Promise<Published> {
  const { folder, list, reporters, similar } = options;
  const { results, unjudged } = list;
  const perSubmission = reporters.filter((name) => SUBMISSION_REPORTERS[name] !== undefined && !CLASS_REPORTERS[name]);
  const unwritten = await writeSubmissions(
    path.join(folder, "submissions"),
    results,
    perSubmission,
    options.token ?? "",
  );
  const { sheet, column, labels, token, replaceGrades, output } = options;
  const written = await writtenGrades(output);
  const classOptions: ClassOptions = { sheet, column, labels, token, replaceGrades, written, unjudged };
  const files: string[] = [];
  const remarks = unwritten.map(
    ({ name, code }) => `The folder of ${name} could not be written (${code}); its result is kept.`,
  );
  const appended: { variable: string; text: string }[] = [];
  let printed = "";
  await writeGrades(folder, results);
  await writeAtomic(path.join(folder, "report.html"), classPage(list, options));
  files.push("report.html");
  if (similar !== undefined) {
    await writeAtomic(path.join(folder, "similar.json"), `${JSON.stringify(similar, undefined, 1)}\n`);
    files.push("similar.json");
  }
  if (reporters.includes(FEEDBACK)) files.push(...(await writeFeedback(results, { ...options, now: new Date() })));
  // Gradebooks last: one that cannot be filled throws, and then all other files are written.
  const fills = (name: string) => Number(CLASS_REPORTERS[name]?.fills ?? false);
  const inOrder = [...new Set([...ALWAYS, ...reporters])]
    .filter((name) => name !== FEEDBACK)
    .toSorted((one, other) => fills(one) - fills(other));
  for (const name of inOrder) {
    const reporter = CLASS_REPORTERS[name];
    if (reporter === undefined) {
      files.push(`submissions/*/${fileOf(name, SUBMISSION_REPORTERS[name])}`);
      continue;
    }
    const filled = reporter.render(results, classOptions);
    remarks.push(...filled.remarks);
    if (reporter.prints === true) printed += filled.text;
    else {
      files.push(fileOf(name, reporter));
      await writeAtomic(path.join(folder, fileOf(name, reporter)), filled.text);
      if (filled.written !== undefined) await addWrittenGrades(output, name, filled.written);
    }
    if (reporter.also !== undefined)
      appended.push({ variable: reporter.also.variable, text: reporter.also.render(results, classOptions) });
  }
  return { files, printed, appended, remarks };
}

/**
 * Writes `verdict.json`, `transcript.txt`, `server.log` and the reports of each submission.
 * @returns the submissions whose folder the file system refused, for example because of its name
 * @throws a file system error when nothing more can be written at all
 */
async function writeSubmissions(
  folder: string,
  results: readonly NamedResult[],
  reporters: readonly string[],
  token: string,
): Promise<{ readonly name: string; readonly code: string }[]> {
  const unwritten: { name: string; code: string }[] = [];
  await mkdir(folder, { recursive: true });
  const names = new Set(results.map(({ name }) => name));
  for (const old of await readdir(folder))
    if (!names.has(old)) await rm(path.join(folder, old), { recursive: true, force: true });
  // The students of a group share a submission.
  const distinct = new Map(results.map((result) => [result.name, result])).values();
  const write = async ({ name, verdict, grade }: NamedResult) => {
    const own = path.join(folder, name);
    await mkdir(own, { recursive: true });
    await writeAtomic(path.join(own, "verdict.json"), `${JSON.stringify(verdict, undefined, 2)}\n`);
    await writeFile(path.join(own, "transcript.txt"), fullTranscript(verdict));
    await writeFile(path.join(own, "server.log"), verdict.server.stdout + verdict.server.stderr);
    for (const reporter of reporters) {
      const found = SUBMISSION_REPORTERS[reporter];
      if (found !== undefined)
        await writeAtomic(path.join(own, fileOf(reporter, found)), found.render(verdict, { token, grade }));
    }
  };
  await inParallel(distinct, AT_A_TIME, (result) =>
    write(result).catch((error: unknown) => {
      const code = fileSystemCode(error);
      if (code === undefined || isMachineFault(error)) throw error;
      unwritten.push({ name: result.name, code });
    }),
  );
  return unwritten;
}

/** For example `canvas.csv`, and `results.csv` for the reporter whose name is its file extension. */
function fileOf(name: string, reporter: { readonly extension: string } | undefined): string {
  const extension = reporter?.extension ?? "txt";
  return `${name === extension ? "results" : name}.${extension}`;
}

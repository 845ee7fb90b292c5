/** The last step of commands that report on a class: writes files, shows the class, says what to do next. */
import { randomUUID } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { classList, type ClassList, type ClassListOptions } from "../../batch/class-list.ts";
import { writeClassFacts, type ClassFacts } from "../../batch/class-file.ts";
import type { CollectedSet } from "../../batch/collect-set.ts";
import { FEEDBACK } from "../../batch/write-feedback.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { resolveLesson } from "../lesson-argument.ts";
import type { Pseudonyms } from "../../batch/pseudonyms.ts";
import { publish } from "../../batch/publish.ts";
import type { LessonPolicy } from "../../policy/policy-schema.ts";
import { quoteWord } from "../../text/suggest.ts";
import { classText } from "../../report/class-text.ts";
import { SheetError } from "../../report/export/csv-sheet.ts";
import { flow, hang, pageFor } from "../../text/layout.ts";
import { summary } from "../../report/export/summary.ts";
import { displayPath } from "../../state/display-path.ts";
import { namedDifference, type Difference } from "../../report/difference.ts";
import { differenceText } from "../../report/difference-text.ts";
import { sortStudents } from "../../report/sort-students.ts";
import { similarText } from "../../report/similar-text.ts";
import { submissionNames } from "../../report/submission-names.ts";
import { namedWork, type SimilarWork } from "../../similar/similar-work.ts";
import type { Reporting } from "./class-flags.ts";
import type { Context } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export interface FinishOptions {
  readonly collected: CollectedSet;
  /** Whose submissions these are. */
  readonly class: Omit<ClassListOptions, "policy">;
  /** The command that settles a decision, with `--decide ID=PATH`; undefined where it is not known. */
  readonly decideCommand?: string | undefined;
  readonly reporting: Reporting;
  /** What the verdicts are worth; undefined without a grading.json. */
  readonly policy: LessonPolicy | undefined;
  /** Absolute path of the policy file, which need not exist. */
  readonly policyFile: string;
  /** How to grade the class again; null when that takes several commands. */
  readonly again: ClassFacts["command"];
  /** The difference from the results that were active before, and what those are, as a phrase. */
  readonly difference?: { readonly value: Difference; readonly against: string } | undefined;
  readonly similar?: SimilarWork | undefined;
  /** The names that take the place of the students' own; undefined to show those. */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** One sentence each, at the end. */
  readonly closing: readonly string[];
}

/**
 * Returns the class as it was shown.
 * @throws UsageError when a gradebook cannot be filled in; the results are stored anyway
 */
export async function finishClass(options: FinishOptions, context: Context): Promise<ClassList> {
  const { collected, reporting, pseudonyms, decideCommand } = options;
  const closing = options.closing.map((sentence) => pseudonyms?.text(sentence) ?? sentence);
  const nameOf = (name: string) => pseudonyms?.ofSubmission(name) ?? name;
  const similar = options.similar && namedWork(options.similar, nameOf);
  const difference = options.difference && namedDifference(options.difference.value, nameOf);
  const { stdout, stderr, color, columns, workbook } = context;
  const found = classList(collected.set, collected.verdicts, { ...options.class, policy: options.policy });
  const shown = pseudonyms?.list(found) ?? found;
  const list = {
    ...shown,
    results: sortStudents(shown.results, reporting.sort),
    unjudged: sortStudents(shown.unjudged, reporting.sort),
  };
  const output = path.dirname(collected.folder);
  // In a folder of its own, which holds nothing with a name and can be passed on.
  const folder = pseudonyms === undefined ? collected.folder : path.join(collected.folder, "anonymous");
  if (pseudonyms !== undefined) {
    await mkdir(folder, { recursive: true });
    await pseudonyms.writeKey(path.join(output, "anonymous-key.csv"));
  }
  await writeClassFacts(collected.folder, {
    who: options.class,
    sort: reporting.sort,
    anonymous: reporting.anonymous,
    policy: options.policyFile,
    similar: options.similar ?? null,
    command: options.again,
  });
  const published = await publish({
    folder,
    output,
    list,
    reporters: reporting.reporters,
    sheet: reporting.sheet,
    column: reporting.column,
    replaceGrades: reporting.replaceGrades,
    policy: options.policy,
    solution: reporting.reporters.includes(FEEDBACK)
      ? await solutionOf(collected.set.config.lesson, workbook)
      : new Map(),
    config: collected.set.config,
    gradedAt: collected.gradedAt,
    difference,
    similar,
    // Created after every submission has ended, so that none of them can have read it.
    token: randomUUID(),
  }).catch((error: unknown) => {
    if (error instanceof SheetError) throw new UsageError(error.message, "Everything else was written.");
    throw error;
  });
  for (const { variable, text } of published.appended) {
    const file = context.env[variable];
    if (file)
      await appendFile(file, text).catch((error: NodeJS.ErrnoException) =>
        stderr.write(`nothing was added to ${quoteWord(file)} (${error.code})\n`),
      );
  }
  const page = pageFor({ color, columns });
  const remarks = [...list.remarks, ...published.remarks].flatMap((remark) => hang(page, "  note: ", remark));
  if (reporting.json) {
    stdout.writeJson(summary(list.results, list.unjudged));
    for (const line of [...remarks, ...closing]) stderr.write(`${line.trim()}\n`);
    return list;
  }
  const files = [
    ...hang(page, "  ", `${displayPath(workbook.root, folder)}/`),
    ...flow(page, "    ", ["submissions/", ...published.files]),
  ];
  const called = submissionNames(list);
  const sections = [
    classText(list.results, list.unjudged, { color, columns, decideCommand }),
    similar === undefined ? "" : similarText(similar, called, { color, columns }),
    difference === undefined
      ? ""
      : differenceText(namedDifference(difference, called), options.difference?.against ?? "", { color, columns }),
    lines(remarks),
    lines(files),
    lines(closing.flatMap((sentence) => hang(page, "  ", sentence))),
  ];
  stdout.write(sections.filter((section) => section !== "").join("\n"));
  if (published.printed !== "") stdout.writeWorkflowCommands(`\n${published.printed}`);
  return list;
}

/** The files that a learner edits, as the lesson solves them. */
async function solutionOf(slug: string, workbook: Context["workbook"]): Promise<ReadonlyMap<string, string>> {
  const lesson = await resolveLesson(workbook, slug);
  const { edits } = await loadDefinition(workbook, lesson);
  const texts = edits.map(async (name) => [name, await readFile(path.join(lesson.solution, name), "utf8")] as const);
  return new Map(await Promise.all(texts));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

/** The folder that a flag names, or its default. */
export function outputFolder(given: string | undefined, fallback: string, { cwd, workbook }: Context) {
  const folder = given === undefined ? fallback : path.resolve(cwd, given);
  return { folder, shown: displayPath(workbook.root, folder) };
}

/** The last step of commands that report on a class: writes files, shows the class, says what to do next. */
import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { classList, type ClassListOptions } from "../../batch/class-list.ts";
import type { CollectedSet } from "../../batch/collect-set.ts";
import { publish } from "../../batch/publish.ts";
import { quoteWord } from "../../text/suggest.ts";
import { classText } from "../../report/class-text.ts";
import { SheetError } from "../../report/export/csv-sheet.ts";
import { flow, hang, pageFor } from "../../text/layout.ts";
import { summary } from "../../report/export/summary.ts";
import { displayPath } from "../../state/display-path.ts";
import type { Difference } from "../../report/difference.ts";
import { similarText } from "../../report/similar-text.ts";
import type { SimilarPairs } from "../../similar/similar-pairs.ts";
import type { Reporting } from "./class-flags.ts";
import type { Context } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export interface FinishOptions {
  readonly collected: CollectedSet;
  /** Whose submissions these are. */
  readonly class: ClassListOptions;
  /** What to type to grade this class again, up to the dashes before its flags; undefined where that is not known. */
  readonly decideCommand?: string | undefined;
  readonly reporting: Reporting;
  /** The difference from the results that were active before, and its text. */
  readonly difference?: { readonly value: Difference; readonly text: string } | undefined;
  readonly similar?: SimilarPairs | undefined;
  /** One sentence each, at the end. */
  readonly closing: readonly string[];
}

/** @throws UsageError when a gradebook cannot be filled in; the results are stored anyway */
export async function finishClass(options: FinishOptions, context: Context): Promise<void> {
  const { collected, reporting, difference, similar, closing, decideCommand } = options;
  const { stdout, stderr, color, columns, workbook } = context;
  const list = classList(collected.set, collected.verdicts, options.class);
  const published = await publish({
    folder: collected.folder,
    list,
    reporters: reporting.reporters,
    sheet: reporting.sheet,
    column: reporting.column,
    config: collected.set.config,
    gradedAt: collected.gradedAt,
    difference: difference?.value,
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
    return;
  }
  const files = [
    ...hang(page, "  ", `${displayPath(workbook.root, collected.folder)}/`),
    ...flow(page, "    ", ["submissions/", ...published.files]),
  ];
  const sections = [
    classText(list.results, list.unjudged, { color, columns, decideCommand }),
    similar === undefined ? "" : similarText(list.results, similar, { color, columns }),
    difference?.text ?? "",
    lines(remarks),
    lines(files),
    lines(closing.flatMap((sentence) => hang(page, "  ", sentence))),
  ];
  stdout.write(sections.filter((section) => section !== "").join("\n"));
  if (published.printed !== "") stdout.writeWorkflowCommands(`\n${published.printed}`);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

/** The folder that a flag names, or its default. */
export function outputFolder(given: string | undefined, fallback: string, { cwd, workbook }: Context) {
  const folder = given === undefined ? fallback : path.resolve(cwd, given);
  return { folder, shown: displayPath(workbook.root, folder) };
}

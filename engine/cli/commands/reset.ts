import { lstat, mkdir } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../authored.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { listOf } from "../../names.ts";
import { differs, starterOf } from "../../starter.ts";
import { keepAttempt } from "../../state/attempts.ts";
import { reasonOf } from "../../state/reason-of.ts";
import { shownPath } from "../../state/shown-path.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run reset <lesson>";

export const command = defineCommand({
  name: "reset",
  usage,
  summary: "keep a copy of your files, then put the starter back",
  flags: {},
  async run({ words }, { workbook, stdout }) {
    refuseExtraWords(words, 1, usage);
    const lesson = await resolveLesson(workbook, words[0] ?? (await refuseNoLesson(workbook)));
    const starter = await starterOf(lesson, await loadDefinition(workbook, lesson));
    const changed: string[] = [];
    for (const [file, text] of starter) if (await differs(lesson, file, text)) changed.push(file);
    const desk = shownPath(workbook.root, lesson.folder);
    if (changed.length === 0) {
      stdout.write(`${desk} already is the starter; nothing was changed.\n`);
      return 0;
    }
    for (const file of changed) await refuseWhatIsNoFile(lesson, file, desk);
    const attempt = await copyOf(workbook, lesson, desk);
    const kept = attempt.folder === undefined ? undefined : shownPath(workbook.root, attempt.folder);
    for (const file of changed) await putBack(lesson, file, starter.get(file) ?? "", `${desk}/${file}`, kept);

    const lines = [`${desk} is back at its starter: ${listOf(changed, "and")}.`];
    if (kept !== undefined)
      lines.push(`A copy of all your files is in ${kept}`, `To get it back: ${copyCommand(kept, desk)}`);
    if (attempt.notCopied.length > 0)
      lines.push(`Left where they are, and not copied: ${attempt.notCopied.join(", ")}`);
    stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
});

async function refuseNoLesson(workbook: Workbook): Promise<never> {
  const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);
  throw new UsageError(
    "Which lesson is to be reset?",
    `Type ${listOf(built.map((lesson) => `npm run reset ${lesson.slug}`))}.`,
  );
}

/** A link or a folder in place of a file would be lost, and is not among what is copied. */
async function refuseWhatIsNoFile(lesson: Lesson, file: string, desk: string): Promise<void> {
  const parts = file.split("/");
  for (const [index] of parts.entries()) {
    const inside = parts.slice(0, index + 1).join("/");
    const isLast = index === parts.length - 1;
    const found = await lstat(path.join(lesson.folder, inside)).catch(() => undefined);
    if (found === undefined || (isLast ? found.isFile() : found.isDirectory())) continue;
    const kind = found.isSymbolicLink() ? "a link" : found.isDirectory() ? "a folder" : "something else";
    throw new UsageError(
      `${desk}/${inside} is ${kind}, where the starter has a ${isLast ? "file" : "folder"}; nothing was changed.`,
      "Move it away and run this command again.",
    );
  }
}

async function copyOf(workbook: Workbook, lesson: Lesson, desk: string) {
  try {
    await mkdir(lesson.folder, { recursive: true });
    return await keepAttempt(workbook, lesson);
  } catch (error) {
    throw new UsageError(`No copy of ${desk} could be made (${reasonOf(error)}), so nothing was changed.`);
  }
}

async function putBack(
  lesson: Lesson,
  file: string,
  text: string,
  shown: string,
  kept: string | undefined,
): Promise<void> {
  const target = path.join(lesson.folder, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeAtomic(target, text);
  } catch (error) {
    throw new UsageError(
      `${shown} could not be written (${reasonOf(error)}).`,
      kept === undefined ? undefined : `All your files are in ${kept}`,
    );
  }
}

function copyCommand(from: string, to: string): string {
  const windows = (text: string): string => text.replaceAll("/", "\\");
  return process.platform === "win32" ? `xcopy /E /Y ${windows(from)} ${windows(to)}` : `cp -R ${from}/. ${to}/`;
}

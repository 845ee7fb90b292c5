import { stat } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { hintText } from "../../report/hint.ts";
import { revealNextHint, failingExercise } from "../../state/next-hint.ts";
import { latestOwnRun, type Run } from "../../state/runs.ts";
import { displayPath } from "../../state/display-path.ts";
import { EXIT_CANNOT_GRADE, type Verdict } from "../../verdict.ts";
import { defineCommand } from "../command.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { printNotices } from "../notices.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run hint [lesson] [exercise]";

export const command = defineCommand({
  name: "hint",
  usage,
  summary: "the next hint for what failed last",
  flags: {},
  async run({ words: typed }, context) {
    const words = await joinTitle(context.workbook, typed);
    refuseExtraWords(words, 2, usage);
    const { workbook, stdout, stderr } = context;
    const lesson = await resolveLesson(workbook, words[0]);
    const definition = await loadDefinition(workbook, lesson);
    const asked = words[1] === undefined ? undefined : exerciseNumber(words[1], definition);
    const latest = await latestOwnRun(workbook, lesson);
    printNotices(latest, context);
    if (latest.run === undefined) {
      stderr.write(
        `Hints are about the last check of your server, and it has not been checked yet. Run npm run check ${lesson.slug} first.\n`,
      );
      return EXIT_CANNOT_GRADE;
    }
    const { verdict } = latest.run;
    const failing = failingExercise(verdict, asked);
    if (failing === undefined) {
      stdout.write(nothingFailed(verdict, asked, lesson));
      return 0;
    }
    const hint = await revealNextHint(workbook, lesson, definition, verdict, failing);
    const text = hintText({
      verdict,
      exercise: failing.id,
      level: hint.level,
      failures: definition.failures,
      sources: hint.sources,
      lessonFolder: displayPath(workbook.root, lesson.folder),
      color: context.color,
    });
    stdout.write(`${text.trimEnd()}\n${await afterHint(hint, latest.run, lesson, definition, failing.id)}`);
    printNotices(hint, context);
    return 0;
  },
});

function exerciseNumber(word: string, { exercises }: LessonDefinition): number {
  const exercise = exercises.find(({ id }) => String(id) === word);
  if (exercise === undefined)
    throw new UsageError(
      `There is no exercise ${quoteWord(word)}.`,
      `The exercises are ${listOf(
        exercises.map(({ id }) => String(id)),
        "and",
      )}.`,
    );
  return exercise.id;
}

function nothingFailed(verdict: Verdict, asked: number | undefined, lesson: Lesson): string {
  const first = failingExercise(verdict, undefined);
  if (asked === undefined || first === undefined)
    return `Everything passed in your last check of ${lesson.slug}; there is nothing to give a hint for.\n`;
  return `Exercise ${asked} passed in your last check. The first that did not is exercise ${first.id}: npm run hint ${lesson.slug} ${first.id}\n`;
}

async function afterHint(
  hint: { level: number; repeated: boolean },
  run: Run,
  lesson: Lesson,
  definition: LessonDefinition,
  exercise: number,
): Promise<string> {
  const lines = [""];
  if (await changedSince(run, lesson, definition))
    lines.push(
      `Your files have changed since the check that this hint is about; npm run check ${lesson.slug} checks them again.`,
    );
  if (hint.repeated) lines.push("This is the last hint again; there are no more.");
  else if (hint.level < 3)
    lines.push(`Hint ${hint.level} of 3. The next one says more: npm run hint ${lesson.slug} ${exercise}`);
  else lines.push("Hint 3 of 3.");
  return `${lines.join("\n")}\n`;
}

async function changedSince(run: Run, lesson: Lesson, definition: LessonDefinition): Promise<boolean> {
  const saved = await stat(path.join(run.folder, "verdict.json")).catch(() => undefined);
  if (saved === undefined) return false;
  const checkedAt = saved.mtimeMs - run.verdict.durationMs;
  for (const name of definition.edits) {
    const found = await stat(path.join(lesson.folder, name)).catch(() => undefined);
    if (found !== undefined && found.mtimeMs > checkedAt) return true;
  }
  return false;
}

import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { listOf } from "../../text/suggest.ts";
import { ResetError, resetLesson } from "../../state/reset-lesson.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand } from "../command.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run reset <lesson>";

export const command = defineCommand({
  name: "reset",
  usage,
  summary: "keep a copy of your files, then put the starter back",
  flags: {},
  async run({ words: typed }, { workbook, stdout }) {
    const words = await joinTitle(workbook, typed);
    refuseExtraWords(words, 1, usage);
    const lesson = await resolveLesson(workbook, words[0] ?? (await refuseNoLesson(workbook)));
    try {
      const lines = await resetLesson(workbook, lesson, await loadDefinition(workbook, lesson));
      stdout.write(`${lines.join("\n")}\n`);
    } catch (error) {
      if (error instanceof ResetError) throw new UsageError(error.message, error.suggestion);
      throw error;
    }
    return 0;
  },
});

async function refuseNoLesson(workbook: Workbook): Promise<never> {
  const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);
  throw new UsageError(
    "Which lesson should be reset?",
    `Type ${listOf(built.map((lesson) => `npm run reset ${lesson.slug}`))}.`,
  );
}

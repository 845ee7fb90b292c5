import path from "node:path";
import { grade } from "../../grade/grade.ts";
import { defineCommand } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
export const command = defineCommand({
  name: "check", usage: "npm run check [lesson] [solution]", summary: "grade", flags: { json: { type: "boolean" }, submission: { type: "string" }, seed: { type: "string" } },
  async run({ words, flags }, { workbook, stdout, cwd }) {
    const lesson = await resolveLesson(workbook, words[0]);
    const folder = flags.submission ? path.resolve(cwd, flags.submission) : words[1] === "solution" ? lesson.solution : lesson.folder;
    const verdict = await grade({ workbook, lesson, submission: folder, display: path.relative(workbook.root, folder), ...(flags.seed ? { seed: Number(flags.seed) } : {}) });
    stdout.write(JSON.stringify(verdict, null, 1) + "\n");
    return verdict.passed ? 0 : 1;
  },
});

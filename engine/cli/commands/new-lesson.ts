import path from "node:path";
import { newLesson } from "../../new-lesson/new-lesson.ts";
import { NewLessonError } from "../../new-lesson/place-lesson.ts";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = 'npm run new-lesson <lesson> [-- --part "PART" --title "TITLE"]';

export const command = defineCommand({
  name: "new-lesson",
  usage,
  summary: "write the files that a lesson begins with",
  flags: {
    part: { type: "string", value: "PART", about: "add a lesson that the course does not list to this part" },
    title: { type: "string", value: "TITLE", about: "the title of a lesson that is added" },
  },
  async run({ words, flags }, { workbook, projectRoot, stdout }) {
    refuseExtraWords(words, 1, usage);
    const [slug] = words;
    if (slug === undefined) throw new UsageError("Which lesson should be created?", `Type ${usage}.`);
    try {
      const template = path.join(projectRoot, "engine/new-lesson/template");
      const files = await newLesson(workbook, template, { slug, part: flags.part, title: flags.title });
      stdout.write(`${files.map((file) => `wrote ${file}`).join("\n")}\n`);
      stdout.write(
        `\nNext: npm run prove ${slug} lists what is still to be written; CONTRIBUTING.md explains each file.\n`,
      );
    } catch (error) {
      if (error instanceof NewLessonError) throw new UsageError(error.message, error.suggestion);
      throw error;
    }
    return 0;
  },
});

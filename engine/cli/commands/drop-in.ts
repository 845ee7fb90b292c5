import path from "node:path";
import { DropInError, type DropIn, type DropInRequest } from "../../drop-in/drop-in.ts";
import { dropIns } from "../../drop-in/drop-ins.ts";
import { writeDropIn } from "../../drop-in/write-drop-in.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { listOf, quoteWord, suggestNames } from "../../text/suggest.ts";
import { defineCommand, type Context, type FlagValues } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";
import { inSentence, refuseExtraWords } from "../words.ts";

const usage = "npm run drop-in <system> <folder> [-- --lesson LESSON]";

/** Files in deeper folders are listed as their folder. */
const LISTED_DEPTH = 3;

const FLAGS = {
  lesson: {
    type: "string",
    value: "LESSON",
    about: "the lesson to grade, where the system has one for each assignment",
  },
  workbook: {
    type: "string",
    value: "OWNER/NAME",
    about: "github-classroom: take the workbook and its checks from this repository, not from the learner's",
  },
  image: { type: "string", value: "NAME", about: "prairielearn: the name under which you publish the image" },
} as const;

export const command = defineCommand({
  name: "drop-in",
  usage,
  summary: "write what another system takes to grade with this workbook",
  flags: FLAGS,
  async run({ words, flags }, context) {
    refuseExtraWords(words, 2, usage);
    const [typed, shown] = words;
    const { name, dropIn } = dropInNamed(typed, dropIns(path.join(context.projectRoot, "engine/drop-in/template")));
    if (shown === undefined)
      throw new UsageError("Where should it be written?", `Type npm run drop-in ${name} <folder>.`);
    const request = await requestFor(name, dropIn, flags, context);
    const { workbook, projectRoot, cwd, stdout } = context;
    const place = { workbook, projectRoot, folder: path.resolve(cwd, shown), shown };
    const written = await writeDropIn(dropIn, request, place).catch((error: unknown) => {
      if (error instanceof DropInError) throw new UsageError(error.message, error.suggestion);
      throw error;
    });
    const lines = [
      ...new Set(written.map((file) => `wrote ${path.join(shown, summed(file))}`)),
      "",
      ...dropIn.next(shown, request),
      `More in docs/${name}.md.`,
    ];
    stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
});

/** A path, or the folder of many files alike. */
function summed(file: string): string {
  const names = file.split("/");
  return names.length > LISTED_DEPTH ? names.slice(0, 2).join("/") : file;
}

function dropInNamed(
  typed: string | undefined,
  known: Readonly<Record<string, DropIn>>,
): { readonly name: string; readonly dropIn: DropIn } {
  const names = Object.keys(known);
  const list = `The systems are ${listOf(names, "and")}.`;
  if (typed === undefined) throw new UsageError("Which system should grade?", `${list} Type ${inSentence(usage)}.`);
  const dropIn = Object.hasOwn(known, typed) ? known[typed] : undefined;
  if (dropIn !== undefined) return { name: typed, dropIn };
  const near = suggestNames(typed, names);
  throw new UsageError(
    `There is no drop-in for ${quoteWord(typed)}.`,
    near.length > 0 ? `Did you mean ${listOf(near)}? ${list}` : list,
  );
}

/** @throws UsageError when a lesson is missing, or a flag is not for this system */
async function requestFor(
  name: string,
  { lessons, takes }: DropIn,
  flags: FlagValues<typeof FLAGS>,
  { workbook }: Context,
): Promise<DropInRequest> {
  for (const flag of ["workbook", "image"] as const)
    if (flags[flag] !== undefined && !takes.includes(flag))
      throw new UsageError(`--${flag} is not for ${name}.`, "Leave it out.");
  if (flags.workbook !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(flags.workbook))
    throw new UsageError(`${quoteWord(flags.workbook)} is not a repository.`, "Write it as OWNER/NAME.");
  if (flags.image !== undefined && !/^[a-z0-9][\w./:@-]*$/.test(flags.image))
    throw new UsageError(`${quoteWord(flags.image)} is not the name of an image.`, "Write it as docker push takes it.");
  if (flags.lesson === undefined && lessons === "one")
    throw new UsageError("Which lesson is it for?", `Name it: npm run drop-in ${name} <folder> -- --lesson lesson-ws.`);
  if (flags.lesson !== undefined && lessons === "later")
    throw new UsageError(`${name} grades every lesson.`, "Leave out --lesson, and name the lesson when you grade.");
  const course = await readCourse(workbook);
  const wanted =
    flags.lesson === undefined
      ? lessonsOf(workbook, course).filter(({ built }) => built)
      : [await resolveLesson(workbook, flags.lesson)];
  const definitions = await Promise.all(
    wanted.map(async (lesson) => ({ lesson, definition: await loadDefinition(workbook, lesson) })),
  );
  return {
    course: course.title,
    lessons: definitions,
    workbook: flags.workbook,
    image: flags.image ?? "workbook-grader",
  };
}

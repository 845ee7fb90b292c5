import { existsSync } from "node:fs";
import path from "node:path";
import { newSeed } from "../../kit/random.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadLessonCode } from "../../load-lesson-code.ts";
import { mutate, type MutationPass } from "../../prove/mutate.ts";
import { prove, type Complaint, type LessonProof, type Proof } from "../../prove/prove.ts";
import { subjectsOf } from "../../prove/subjects.ts";
import { count } from "../../text/phrases.ts";
import { listOf } from "../../text/suggest.ts";
import { EXIT_CANNOT_GRADE } from "../../verdict.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run prove [lesson] [-- --seed N] [--thorough] [--sample] [--mutants] [--write DIR]";

/** The longest label and two spaces. */
const LABEL_WIDTH = 10;

export const command = defineCommand({
  name: "prove",
  usage,
  summary: "prove that a lesson's checks judge rightly",
  flags: {
    seed: { type: "string", value: "N", about: "repeat an earlier proof" },
    thorough: { type: "boolean", about: "every server with twenty seeds, with the first one whole; takes minutes" },
    sample: { type: "boolean", about: "one server of each lesson, drawn by the seed, instead of all" },
    mutants: { type: "boolean", about: "put small mistakes into the solution, and list those that no check fails" },
    write: { type: "string", value: "DIR", about: "write the servers to folders there instead of grading them" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 1, usage);
    const { workbook, stdout } = context;
    const lessons =
      words[0] === undefined
        ? lessonsOf(workbook, await readCourse(workbook)).filter(({ built }) => built)
        : [await resolveLesson(workbook, words[0])];
    if (flags.write !== undefined) return await writeSubjects(lessons, path.resolve(context.cwd, flags.write), context);
    const seed = seedOf(flags.seed) ?? newSeed();
    stdout.write(
      `proving ${listOf(
        lessons.map(({ slug }) => slug),
        "and",
      )} with seed ${seed}\n`,
    );
    if (flags.mutants === true)
      return await interruptible(async (signal) => {
        let complete = true;
        for (const lesson of lessons) {
          const pass = await mutate({ workbook, lesson, seed, signal });
          stdout.write(`${mutationLines(pass).join("\n")}\n`);
          complete &&= pass.survivors.length + pass.stale.length + pass.leftOver.length === 0;
        }
        return complete ? 0 : 1;
      });
    return await interruptible(async (signal) => {
      const [thorough, sample] = [flags.thorough === true, flags.sample === true];
      const proof = await prove({ workbook, lessons, seed, thorough, sample, signal });
      for (const lesson of proof.lessons) stdout.write(`${linesOf(lesson).join("\n")}\n`);
      for (const leftOver of proof.leftOver) stdout.write(`${"WRONG".padEnd(LABEL_WIDTH)}${leftOver}\n`);
      return exitCodeOf(proof);
    });
  },
});

/** The findings, then the numbers. */
function linesOf({ lesson, gradings, complaints, unsteady, unproven, missing, cannot }: LessonProof): string[] {
  const labelled = (label: string, sentences: readonly string[]) =>
    sentences.map((sentence) => `  ${label.padEnd(LABEL_WIDTH)}${sentence}`);
  return [
    lesson.slug,
    ...labelled(
      "WRONG",
      grouped(complaints).map(
        ({ subject, seed, complaint, more }) =>
          `${subject} (seed ${seed}): ${complaint}${more === 0 ? "" : ` (and ${count(more, "more grading")})`}`,
      ),
    ),
    ...labelled(
      "SEEDS",
      unsteady.map(({ subject, check, statuses }) => {
        const found = statuses.map(({ status, seeds }) => `${status} with ${seedList(seeds)}`);
        return `${subject}: ${check === "all" ? "the outcome" : `check ${check}`} is ${listOf(found, "and")}`;
      }),
    ),
    ...labelled(
      "UNPROVEN",
      unproven.map((id) => `no near miss fails check ${id}`),
    ),
    ...labelled("MISSING", missing),
    ...labelled("CANNOT", cannot),
    `  ${count(gradings, "grading")}, ${complaints.length} wrong`,
  ];
}

/** Complaints, where those with the same words about a check that cannot run are one: it fails for every server. */
function grouped(complaints: readonly Complaint[]): (Complaint & { more: number })[] {
  const lines: (Complaint & { more: number })[] = [];
  for (const one of complaints) {
    const same = one.isGraderError && lines.find(({ complaint }) => complaint === one.complaint);
    if (same) same.more++;
    else lines.push({ ...one, more: 0 });
  }
  return lines;
}

function mutationLines(pass: MutationPass): string[] {
  const { lesson, mutants, failed, stretch, justified, survivors, stale, leftOver } = pass;
  return [
    lesson.slug,
    ...survivors.map(
      ({ file, line, exercise, change }) =>
        `  ${"SURVIVES".padEnd(LABEL_WIDTH)}${file}:${line} (exercise ${exercise}) ${change}`,
    ),
    ...stale.map((named) => `  ${"STALE".padEnd(LABEL_WIDTH)}${named}`),
    ...leftOver.map((sentence) => `  ${"WRONG".padEnd(LABEL_WIDTH)}${sentence}`),
    `  ${count(mutants, "mutant")}: ${failed} fail a check, ${stretch} a stretch probe, ${justified} are justified, ${survivors.length} survive`,
  ];
}

function seedList(seeds: readonly number[]): string {
  return `${seeds.length === 1 ? "seed" : "seeds"} ${listOf(seeds.map(String), "and")}`;
}

function exitCodeOf({ lessons, leftOver }: Proof): number {
  if (lessons.some(({ cannot }) => cannot.length > 0)) return EXIT_CANNOT_GRADE;
  const faults = lessons.flatMap(({ complaints, unsteady, unproven, missing }) => [
    ...complaints,
    ...unsteady,
    ...unproven,
    ...missing,
  ]);
  return faults.length + leftOver.length === 0 ? 0 : 1;
}

/** Writes near misses as whole folders, for authors who want to read one or grade it by hand. */
async function writeSubjects(lessons: readonly Lesson[], folder: string, context: Context): Promise<number> {
  const { workbook, stdout, stderr } = context;
  let usable = true;
  for (const lesson of lessons) {
    const target = path.join(folder, lesson.slug);
    if (existsSync(target))
      throw new UsageError(`${target} already exists.`, "Name another folder, or remove that one first.");
    const { subjects, faults } = await subjectsOf(lesson, await loadLessonCode(workbook, lesson));
    for (const { name, write } of subjects) await write(path.join(target, name));
    for (const fault of faults) stderr.write(`${fault}\n`);
    stdout.write(`${count(subjects.length, "server")} of ${lesson.slug} in ${target}\n`);
    usable &&= faults.length === 0;
  }
  return usable ? 0 : EXIT_CANNOT_GRADE;
}

import { newSeed } from "../../kit/random.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { prove, type Proof } from "../../prove/prove.ts";
import { defineCommand } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run prove [lesson] [-- --seed N] [--thorough]";

export const command = defineCommand({
  name: "prove",
  usage,
  summary: "prove that a lesson's checks judge rightly",
  flags: {
    seed: { type: "string", value: "N", about: "repeat an earlier proof" },
    thorough: { type: "boolean", about: "every server with twenty seeds; takes minutes" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 1, usage);
    const { workbook, stdout } = context;
    const lessons =
      words[0] === undefined
        ? lessonsOf(workbook, await readCourse(workbook)).filter(({ built }) => built)
        : [await resolveLesson(workbook, words[0])];
    const seed = flags.seed === undefined ? newSeed() : Number(flags.seed);
    if (!Number.isInteger(seed) || seed < 0)
      throw new UsageError(`"${flags.seed}" is no seed.`, "A seed is a whole number.");
    let right = true;
    for (const lesson of lessons) {
      stdout.write(`${lesson.slug}  seed ${seed}\n`);
      const proof = await prove({
        workbook,
        lesson,
        seed,
        thorough: flags.thorough === true,
        onGraded: (subject, verdict, complaint) => {
          if (complaint !== undefined) stdout.write(`  WRONG  ${subject.name} (seed ${verdict.seed}): ${complaint}\n`);
        },
      });
      stdout.write(summary(proof));
      right &&= proof.complaints.length === 0 && proof.unproven.length === 0;
    }
    return right ? 0 : 1;
  },
});

function summary({ gradings, complaints, unproven }: Proof): string {
  const lines = [`  ${gradings} gradings, ${complaints.length} wrong`];
  if (unproven.length > 0) lines.push(`  unproven: no near miss fails ${unproven.join(", ")}`);
  for (const { subject, complaint } of complaints) if (subject === "all") lines.push(`  WRONG  ${complaint}`);
  return `${lines.join("\n")}\n`;
}

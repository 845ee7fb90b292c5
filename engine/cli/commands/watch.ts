import { watch } from "../../watch/watch.ts";
import { defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { seedOf } from "../seed-argument.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run watch [lesson] [-- --plain] [--seed N]";

export const command = defineCommand({
  name: "watch",
  usage,
  summary: "grade your server again on every save",
  flags: {
    plain: { type: "boolean", about: "text that only grows, for screen readers: nothing is redrawn" },
    seed: { type: "string", value: "N", about: "give every run the random input of an earlier one" },
  },
  async run({ words: typed, flags }, context) {
    const words = await joinTitle(context.workbook, typed);
    refuseExtraWords(words, 1, usage);
    const { workbook, color, env, stdout, stderr } = context;
    const lesson = await resolveLesson(workbook, words[0]);
    const seed = seedOf(flags.seed);
    const plain = flags.plain === true;
    return interruptible(async (signal) => {
      await watch({
        workbook,
        lesson,
        seed,
        plain,
        color,
        env,
        input: process.stdin,
        output: stdout,
        errors: stderr,
        signal,
      });
      return 0;
    });
  },
});

import type { Lesson } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { ownPredictions, type OwnPredictions } from "../../state/own-predictions.ts";
import { recordAnswer } from "../../state/progress.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { defineCommand, type Context } from "../command.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { printNotices } from "../notices.ts";
import { answerWith, ask, EXIT_RIGHT, show, type ChoiceQuestion } from "../quiz/ask-choice.ts";
import { predictionQuestion } from "../quiz/prediction-question.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run quiz [lesson] [letter]\nnpm run quiz <lesson> <check> [letter]";
const CHECK_ID = /^\d+\.\d+$/;

export const command = defineCommand({
  name: "quiz",
  usage,
  summary: "the lesson's question, and after a pass what comes next in your own run",
  flags: {},
  async run({ words: typed }, context) {
    const { workbook } = context;
    const words = await joinTitle(workbook, typed);
    const aboutCheck = CHECK_ID.test(words[1] ?? "");
    refuseExtraWords(words, aboutCheck ? 3 : 2, usage);
    const lesson = await resolveLesson(workbook, words[0]);
    const { quiz, exercises } = await loadDefinition(workbook, lesson);
    const own = await ownPredictions(workbook, lesson, exercises.length);
    printNotices(own, context);
    const first = aboutCheck
      ? predictionAt(own, lesson, words[1] ?? "", context)
      : {
          before: [],
          ...quiz,
          asks: `npm run quiz ${lesson.slug}`,
          record: ({ id, correct }: { readonly id: string; readonly correct: boolean }) =>
            recordAnswer(workbook, lesson.slug, id, correct),
        };
    const letter = words[aboutCheck ? 2 : 1];
    if (letter !== undefined) return await answerWith(first, letter, context);
    if (process.stdin.isTTY && context.stdout.isTTY)
      return await askAll([first, ...(aboutCheck ? [] : openPredictions(own, lesson, context))], context);
    const code = show(first, context);
    if (!aboutCheck) context.stdout.write(whatElse(own, lesson));
    return code;
  },
});

/** Asks one after the other, until one is left unanswered. */
async function askAll(questions: readonly ChoiceQuestion[], context: Context): Promise<number> {
  for (const [index, question] of questions.entries()) {
    if (index > 0) context.stdout.write("\n");
    const code = await ask(question, context);
    if (code !== EXIT_RIGHT) return code;
  }
  return EXIT_RIGHT;
}

function openPredictions({ questions }: OwnPredictions, { slug }: Lesson, context: Context): ChoiceQuestion[] {
  return questions
    .filter(({ right }) => !right)
    .map((question) => predictionQuestion(context.workbook, slug, question, context));
}

/** @throws UsageError when there is no question about this check */
function predictionAt(
  { questions, none }: OwnPredictions,
  { slug }: Lesson,
  check: string,
  context: Context,
): ChoiceQuestion {
  const found = questions.find((question) => question.check === check);
  if (found !== undefined) return predictionQuestion(context.workbook, slug, found, context);
  throw new UsageError(
    `There is nothing to predict in check ${quoteWord(check)}.`,
    none ?? `There is in ${listOf(questions.map((question) => question.check))}.`,
  );
}

/** How to be asked the other questions; before the lesson has passed, nothing. */
function whatElse({ questions, none, passed }: OwnPredictions, { slug }: Lesson): string {
  if (!passed) return "";
  const [first = "", ...others] = questions.map(({ check }) => check);
  const also = others.length === 0 ? "" : ` (also ${listOf(others, "and")})`;
  return none === undefined
    ? `predict what comes next in your own run: npm run quiz ${slug} ${first}${also}\n`
    : `${none}\n`;
}

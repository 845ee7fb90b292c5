import { loadDefinition } from "../../load-lesson-code.ts";
import type { Quiz, QuizChoice } from "../../lesson.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { recordAnswer } from "../../state/progress.ts";
import { createColors } from "../../terminal-codes.ts";
import { defineCommand, type Context } from "../command.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { printNotices } from "../notices.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";
import { wrapped } from "../../text/wrap.ts";

const EXIT_RIGHT = 0;
const EXIT_WRONG = 1;
/** 128 + the number of SIGINT, as shells count it. */
const EXIT_INTERRUPTED = 130;
const usage = "npm run quiz [lesson] [letter]";

export const command = defineCommand({
  name: "quiz",
  usage,
  summary: "the lesson's question, checked and explained",
  flags: {},
  async run({ words: typed }, context) {
    const words = await joinTitle(context.workbook, typed);
    refuseExtraWords(words, 2, usage);
    const lesson = await resolveLesson(context.workbook, words[0]);
    const { quiz } = await loadDefinition(context.workbook, lesson);
    const given = words[1];
    const chosen = given === undefined ? undefined : choiceOf(quiz, given);
    if (given !== undefined && chosen === undefined)
      throw new UsageError(`${quoteWord(given)} is not one of the letters.`, `Answer with ${lettersOf(quiz)}.`);
    if (chosen !== undefined) {
      const code = await answer(quiz, chosen, lesson.slug, context);
      if (code !== EXIT_RIGHT) context.stdout.write(`\ntry again: npm run quiz ${lesson.slug}\n`);
      return code;
    }

    context.stdout.write(questionText(quiz, context));
    if (process.stdin.isTTY && context.stdout.isTTY) return await ask(quiz, lesson.slug, context);
    context.stdout.write(`\nanswer: npm run quiz ${lesson.slug} ${quiz.choices[0]?.id ?? "a"}, or another letter\n`);
    return EXIT_WRONG;
  },
});

async function ask(quiz: Quiz, slug: string, context: Context): Promise<number> {
  const terminal = context.stdout.prompts(process.stdin);
  const interrupted = new AbortController();
  let exitCode = EXIT_WRONG;
  terminal.once("SIGINT", () => {
    exitCode = EXIT_INTERRUPTED;
    terminal.close();
  });
  // Ctrl-D closes the terminal too; an unanswered question would otherwise never end.
  terminal.once("close", () => interrupted.abort());
  try {
    for (;;) {
      const typed = await terminal.question(`\nYour answer (${lettersOf(quiz)}): `, { signal: interrupted.signal });
      const chosen = choiceOf(quiz, typed);
      if (chosen === undefined) context.stdout.write(`Please answer with ${lettersOf(quiz)}.\n`);
      else if ((await answer(quiz, chosen, slug, context)) === EXIT_RIGHT) return EXIT_RIGHT;
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    context.stdout.write("\n");
    return exitCode;
  } finally {
    terminal.close();
  }
}

async function answer(quiz: Quiz, chosen: QuizChoice, slug: string, context: Context): Promise<number> {
  const colors = createColors(context.color);
  printNotices(await recordAnswer(context.workbook, slug, chosen.id, chosen.correct), context);
  const [label, paint] = chosen.correct ? (["right", colors.green] as const) : (["not yet", colors.red] as const);
  const shown = wrapped(chosen.text, context.columns, `${label}  ${chosen.id}) `).join("\n");
  const lines = [shown.replace(label, paint), ...wrapped(chosen.explanation, context.columns, "  ")];
  if (chosen.correct) {
    for (const other of quiz.choices.filter((choice) => choice !== chosen)) {
      lines.push(
        "",
        ...wrapped(other.text, context.columns, `${other.id}) `),
        ...wrapped(other.explanation, context.columns, "   "),
      );
    }
  }
  context.stdout.write(`${lines.join("\n")}\n`);
  return chosen.correct ? EXIT_RIGHT : EXIT_WRONG;
}

function questionText(quiz: Quiz, context: Context): string {
  const choices = quiz.choices.flatMap((choice) => wrapped(choice.text, context.columns, `  ${choice.id}) `));
  return `${[...wrapped(quiz.question, context.columns, ""), "", ...choices].join("\n")}\n`;
}

/** Accepts `b`, `B`, `b)` and `b.`. */
function choiceOf(quiz: Quiz, typed: string): QuizChoice | undefined {
  const letter = typed.trim().toLowerCase().replace(/[).]$/, "");
  return quiz.choices.find((choice) => choice.id === letter);
}

function lettersOf(quiz: Quiz): string {
  return listOf(quiz.choices.map((choice) => choice.id));
}

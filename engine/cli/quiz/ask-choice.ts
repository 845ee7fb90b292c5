/** Questions with lettered choices in the terminal: shown, answered with a letter, explained. */
import type { WithNotices } from "../../state/progress.ts";
import { createColors } from "../../terminal-codes.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { wrapped } from "../../text/wrap.ts";
import type { Context } from "../command.ts";
import { printNotices } from "../notices.ts";
import { UsageError } from "../usage-error.ts";

export const EXIT_RIGHT = 0;
export const EXIT_WRONG = 1;
/** 128 + the number of SIGINT, as shells count it. */
const EXIT_INTERRUPTED = 130;

export interface Choice {
  /** A letter. */
  readonly id: string;
  readonly text: string;
  readonly correct: boolean;
  readonly explanation: string;
}

export interface ChoiceQuestion {
  /** What is shown above the question, in lines. */
  readonly before: readonly string[];
  readonly question: string;
  readonly choices: readonly Choice[];
  /** The command that asks it, without a letter. */
  readonly asks: string;
  /** Keeps an answer in the learner's progress. */
  readonly record: (choice: Choice) => Promise<WithNotices>;
}

/** Answers a question with a typed letter. @throws UsageError when it is not one of the letters */
export async function answerWith(question: ChoiceQuestion, typed: string, context: Context): Promise<number> {
  const chosen = choiceOf(question, typed);
  if (chosen === undefined)
    throw new UsageError(`${quoteWord(typed)} is not one of the letters.`, `Answer with ${lettersOf(question)}.`);
  const code = await answer(question, chosen, context);
  if (code !== EXIT_RIGHT) context.stdout.write(`\ntry again: ${question.asks}\n`);
  return code;
}

/** Shows a question, and how to answer it. */
export function show(question: ChoiceQuestion, context: Context): number {
  context.stdout.write(questionText(question, context));
  context.stdout.write(`\nanswer: ${question.asks} ${question.choices[0]?.id ?? "a"}, or another letter\n`);
  return EXIT_WRONG;
}

/** Shows a question and asks at the terminal until the answer is right, or the learner ends it. */
export async function ask(question: ChoiceQuestion, context: Context): Promise<number> {
  context.stdout.write(questionText(question, context));
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
      const typed = await terminal.question(`\nYour answer (${lettersOf(question)}): `, { signal: interrupted.signal });
      const chosen = choiceOf(question, typed);
      if (chosen === undefined) context.stdout.write(`Please answer with ${lettersOf(question)}.\n`);
      else if ((await answer(question, chosen, context)) === EXIT_RIGHT) return EXIT_RIGHT;
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    context.stdout.write("\n");
    return exitCode;
  } finally {
    terminal.close();
  }
}

async function answer({ choices, record }: ChoiceQuestion, chosen: Choice, context: Context): Promise<number> {
  const colors = createColors(context.color);
  printNotices(await record(chosen), context);
  const [label, paint] = chosen.correct ? (["right", colors.green] as const) : (["not yet", colors.red] as const);
  const shown = wrapped(chosen.text, context.columns, `${label}  ${chosen.id}) `).join("\n");
  const lines = [shown.replace(label, paint), ...wrapped(chosen.explanation, context.columns, "  ")];
  if (chosen.correct) {
    for (const other of choices.filter((choice) => choice !== chosen)) {
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

function questionText({ before, question, choices }: ChoiceQuestion, { columns }: Context): string {
  const lettered = choices.flatMap((choice) => wrapped(choice.text, columns, `  ${choice.id}) `));
  return `${[...before, ...wrapped(question, columns, ""), "", ...lettered].join("\n")}\n`;
}

/** Accepts `b`, `B`, `b)` and `b.`. */
function choiceOf({ choices }: ChoiceQuestion, typed: string): Choice | undefined {
  const letter = typed.trim().toLowerCase().replace(/[).]$/, "");
  return choices.find((choice) => choice.id === letter);
}

function lettersOf({ choices }: ChoiceQuestion): string {
  return listOf(choices.map((choice) => choice.id));
}

import type { Quiz } from "../../lesson.ts";
import type { LessonProgress } from "../../state/progress.ts";
import type { QuizView } from "../api.ts";

/**
 * The lesson's question for the page. It reveals whether a choice is correct only for the given answer, or for all
 * choices after the correct one.
 */
export function quizView({ question, choices }: Quiz, { quiz }: LessonProgress): QuizView | null {
  if (choices.length === 0) return null;
  const right = quiz?.rightAt !== undefined;
  return {
    question,
    choices: choices.map(({ id, text, correct, explanation }) => ({
      id,
      text,
      feedback: right || quiz?.answer === id ? { correct, explanation } : null,
    })),
    answer: quiz?.answer ?? null,
    right,
  };
}

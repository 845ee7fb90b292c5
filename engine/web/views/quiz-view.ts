import type { Quiz } from "../../lesson.ts";
import type { LessonProgress } from "../../state/progress.ts";
import type { QuizView } from "../api.ts";

/** The lesson's question as far as it may be told: which choices are right is said only of what was answered. */
export function quizView({ question, choices }: Quiz, { quiz }: LessonProgress): QuizView | null {
  if (choices.length === 0) return null;
  const right = quiz?.rightAt !== undefined;
  return {
    question,
    choices: choices.map(({ id, text, correct, explanation }) => ({
      id,
      text,
      told: right || quiz?.answer === id ? { correct, explanation } : null,
    })),
    answer: quiz?.answer ?? null,
    right,
  };
}

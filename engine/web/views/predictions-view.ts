/** The questions about the learner's own run, for the page. */
import { ownPredictions, type OwnPrediction } from "../../state/own-predictions.ts";
import { recordPrediction } from "../../state/progress.ts";
import type { Workbook } from "../../workbook.ts";
import { ApiFault } from "../api-fault.ts";
import type { PredictionsView, PredictionView } from "../api.ts";
import type { KnownLesson } from "../lessons/open-lessons.ts";

export async function predictionsView(workbook: Workbook, known: KnownLesson): Promise<PredictionsView> {
  const { questions, none = null } = await ownPredictions(workbook, known.lesson, known.definition.exercises.length);
  return { none, questions: questions.map(predictionView) };
}

/** Keeps an answer. @throws ApiFault when the newest run that passed has no such question or choice */
export async function answerPrediction(
  workbook: Workbook,
  { lesson, definition }: KnownLesson,
  given: { readonly check: string; readonly answer: string },
): Promise<void> {
  const { questions } = await ownPredictions(workbook, lesson, definition.exercises.length);
  const choice = questions.find(({ check }) => check === given.check)?.choices.find(({ id }) => id === given.answer);
  if (choice === undefined)
    throw new ApiFault("invalid-input", "Your newest run has no such question: load the page again.");
  await recordPrediction(workbook, lesson.slug, given.check, choice.text, choice.correct);
}

/** Reveals whether a choice is correct only for the given answer, or for all choices after the correct one. */
function predictionView({ check, conversation, question, choices, answer, right }: OwnPrediction): PredictionView {
  const isRight = choices.some(({ id, correct }) => correct && id === answer);
  return {
    check,
    conversation,
    question,
    choices: choices.map(({ id, text, correct, explanation }) => ({
      id,
      text,
      feedback: isRight || answer === id ? { correct, explanation } : null,
    })),
    answer: answer ?? null,
    right: isRight,
    rightBefore: right && !isRight,
  };
}

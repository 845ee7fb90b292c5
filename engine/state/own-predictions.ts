/** The questions about the learner's newest run that passed. */
import type { Lesson } from "../lesson.ts";
import { predictionsOf, type Prediction } from "../predict/prediction.ts";
import type { Workbook } from "../workbook.ts";
import { lessonProgress, readProgress, type QuizProgress, type WithNotices } from "./progress.ts";
import { latestOwnRun } from "./runs.ts";

export interface OwnPrediction extends Prediction {
  /** The letter chosen last, if it was chosen in this run's question; undefined before that. */
  readonly answer: string | undefined;
  /** Whether the question of this check was ever answered right, in this run or an earlier one. */
  readonly right: boolean;
}

export interface OwnPredictions extends WithNotices {
  /** Whether there is a run in which every exercise passed. */
  readonly passed: boolean;
  /** Why there is no question, as a sentence for the learner; undefined when there are questions. */
  readonly none: string | undefined;
  readonly questions: readonly OwnPrediction[];
}

/** @param exercises how many the lesson has. Never throws: what cannot be read counts as not there. */
export async function ownPredictions(workbook: Workbook, lesson: Lesson, exercises: number): Promise<OwnPredictions> {
  const [{ run, notices }, { progress }] = await Promise.all([
    latestOwnRun(workbook, lesson, (verdict) => verdict.passed && verdict.exercises.length === exercises),
    readProgress(workbook),
  ]);
  if (run === undefined)
    return {
      passed: false,
      none: "Once all exercises pass, you can predict what comes next in your own run.",
      questions: [],
      notices,
    };
  const { predictions = {} } = lessonProgress(progress, lesson.slug);
  const questions = predictionsOf(run.verdict).map((each) => withAnswer(each, predictions[each.check]));
  const none =
    questions.length > 0
      ? undefined
      : "In your run several things could have come next everywhere, so there is nothing to predict.";
  return { passed: true, none, questions, notices };
}

function withAnswer(prediction: Prediction, kept: QuizProgress | undefined): OwnPrediction {
  return {
    ...prediction,
    answer: prediction.choices.find(({ text }) => text === kept?.answer)?.id,
    right: kept?.rightAt !== undefined,
  };
}

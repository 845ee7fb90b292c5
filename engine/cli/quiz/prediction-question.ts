import type { Prediction } from "../../predict/prediction.ts";
import { recordPrediction } from "../../state/progress.ts";
import { pageFor } from "../../text/layout.ts";
import { conversationLines } from "../../text/wire.ts";
import type { Workbook } from "../../workbook.ts";
import type { ChoiceQuestion } from "./ask-choice.ts";

/** A question about the learner's own run, below its conversation. */
export function predictionQuestion(
  workbook: Workbook,
  slug: string,
  { check, conversation, question, choices }: Prediction,
  output: { readonly color: boolean; readonly columns: number },
): ChoiceQuestion {
  return {
    before: [`From your run of check ${check}:`, "", ...conversationLines(pageFor(output), "  ", conversation), ""],
    question,
    choices,
    asks: `npm run quiz ${slug} ${check}`,
    record: ({ text, correct }) => recordPrediction(workbook, slug, check, text, correct),
  };
}

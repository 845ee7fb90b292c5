import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { ChoiceForm, sentenceOf } from "../parts/choice-form.tsx";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { lesson as shown } from "../state/page.ts";
import { Predictions } from "./predictions.tsx";

/** The lesson's question, and after a pass those about the learner's own run. */
export function Question({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  const { slug, quiz } = lesson;
  const answer = async (choice: string) => {
    const answered = await ask("POST /api/lessons/:slug/quiz", { at: { slug }, body: { answer: choice } });
    if (shown.value?.slug === slug) shown.value = { ...shown.value, quiz: answered };
    announce(sentenceOf(answered));
  };
  return (
    <>
      {quiz === null ? (
        <p class="notice">This lesson has no question.</p>
      ) : (
        <ChoiceForm key={slug} quiz={quiz} onAnswer={answer} />
      )}
      <Predictions key={`predictions of ${slug}`} slug={slug} />
    </>
  );
}

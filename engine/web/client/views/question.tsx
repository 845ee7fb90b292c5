import type { JSX } from "preact";
import { signal } from "@preact/signals";
import type { LessonView, QuizView } from "../../api.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { lesson as shown } from "../state/page.ts";

const answering = action();
/** The selected choice that is not submitted yet. */
const marked = signal("");

/** The lesson's question. A choice is explained once it was submitted, and all of them after the correct one. */
export function Question({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  const { slug, quiz } = lesson;
  if (quiz === null) return <p class="notice">This lesson has no question.</p>;
  const answer = (event: SubmitEvent) => {
    event.preventDefault();
    const choice = marked.value;
    if (choice === "") return;
    void answering.run(async () => {
      const answered = await ask("POST /api/lessons/:slug/quiz", { at: { slug }, body: { answer: choice } });
      if (shown.value?.slug === slug) shown.value = { ...shown.value, quiz: answered };
      announce(sentenceOf(answered));
    });
  };
  const mark = marked.value === "" ? (quiz.answer ?? "") : marked.value;
  return (
    <form class="question" onSubmit={answer}>
      <fieldset>
        <legend>{quiz.question}</legend>
        {quiz.choices.map(({ id, text, feedback }) => (
          <div key={id} class="choice">
            <label>
              <input
                type="radio"
                name="choice"
                value={id}
                checked={mark === id}
                aria-describedby={feedback === null ? undefined : `feedback-${id}`}
                onChange={() => (marked.value = id)}
              />
              <span class="letter">{id}</span>
              <span>{text}</span>
            </label>
            {feedback !== null && (
              <p class="explanation" id={`feedback-${id}`}>
                <StateMark
                  state={feedback.correct ? "passed" : "failed"}
                  word={feedback.correct ? "right" : "not right"}
                />
                {feedback.explanation}
              </p>
            )}
          </div>
        ))}
      </fieldset>
      <div class="actions">
        <button type="submit" class="primary" disabled={answering.busy.value || mark === ""}>
          Answer
        </button>
        <span>{quiz.right ? "Answered right." : quiz.answer !== null && "Not yet: choose again."}</span>
        {answering.fault.value !== "" && <span class="state failed">{answering.fault}</span>}
      </div>
    </form>
  );
}

function sentenceOf({ right, answer, choices }: QuizView): string {
  const feedback = choices.find(({ id }) => id === answer)?.feedback;
  return `${right ? "Right" : "Not right"}. ${feedback?.explanation ?? ""}`;
}

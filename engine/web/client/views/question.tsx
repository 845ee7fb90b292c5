import type { JSX } from "preact";
import { signal } from "@preact/signals";
import type { LessonView, QuizView } from "../../api.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { lesson as shown } from "../state/page.ts";

const answering = action();
/** What is marked and not yet answered. */
const marked = signal("");

/** The lesson's question. Each choice is explained once it was chosen, all of them after the right one. */
export function Question({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  const { slug, quiz } = lesson;
  if (quiz === null) return <p class="notice">This lesson has no question.</p>;
  const answer = (event: SubmitEvent) => {
    event.preventDefault();
    const choice = marked.value;
    if (choice === "") return;
    void answering.run(async () => {
      const told = await ask("POST /api/lessons/:slug/quiz", { at: { slug }, body: { answer: choice } });
      if (shown.value?.slug === slug) shown.value = { ...shown.value, quiz: told };
      announce(sentenceOf(told));
    });
  };
  const mark = marked.value === "" ? (quiz.answer ?? "") : marked.value;
  return (
    <form class="question" onSubmit={answer}>
      <fieldset>
        <legend>{quiz.question}</legend>
        {quiz.choices.map(({ id, text, told }) => (
          <div key={id} class="choice">
            <label>
              <input
                type="radio"
                name="choice"
                value={id}
                checked={mark === id}
                aria-describedby={told === null ? undefined : `told-${id}`}
                onChange={() => (marked.value = id)}
              />
              <span class="letter">{id}</span>
              <span>{text}</span>
            </label>
            {told !== null && (
              <p class="explanation" id={`told-${id}`}>
                <StateMark state={told.correct ? "passed" : "failed"} word={told.correct ? "right" : "not right"} />
                {told.explanation}
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
  const told = choices.find(({ id }) => id === answer)?.told;
  return `${right ? "Right" : "Not right"}. ${told?.explanation ?? ""}`;
}

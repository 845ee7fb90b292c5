import type { JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { QuizView } from "../../api.ts";
import { action } from "../state/action.ts";
import { StateMark } from "./state-mark.tsx";

export interface ChoiceFormProps {
  readonly quiz: QuizView;
  /** Submits the id of the chosen answer. @throws AskError */
  readonly onAnswer: (choice: string) => Promise<void>;
}

/** A question with choices. A choice is explained once it was submitted, and all of them after the correct one. */
export function ChoiceForm({ quiz, onAnswer }: ChoiceFormProps): JSX.Element {
  const name = useId();
  const answering = useMemo(action, []);
  /** The selected choice that is not submitted yet. */
  const marked = useSignal("");
  const answer = (event: SubmitEvent) => {
    event.preventDefault();
    const choice = marked.value === "" ? quiz.answer : marked.value;
    if (choice !== null) void answering.run(() => onAnswer(choice));
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
                name={name}
                value={id}
                checked={mark === id}
                aria-describedby={feedback === null ? undefined : `${name}-${id}`}
                onChange={() => (marked.value = id)}
              />
              <span class="letter">{id}</span>
              <span>{text}</span>
            </label>
            {feedback !== null && (
              <p class="explanation" id={`${name}-${id}`}>
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

/** The result of an answer as a sentence for screen readers. */
export function sentenceOf({ right, answer, choices }: QuizView): string {
  const feedback = choices.find(({ id }) => id === answer)?.feedback;
  return `${right ? "Right" : "Not right"}. ${feedback?.explanation ?? ""}`;
}

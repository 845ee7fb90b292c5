import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { itemsOf } from "../../../diagram/items.ts";
import { layoutItems } from "../../../diagram/layout.ts";
import { SequenceDiagram } from "../../../diagram/sequence-diagram.tsx";
import { TranscriptTable } from "../../../diagram/transcript-table.tsx";
import type { PredictionsView, PredictionView } from "../../api.ts";
import { ChoiceForm, sentenceOf } from "../parts/choice-form.tsx";
import { useWidth } from "../parts/use-width.ts";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { live } from "../state/live.ts";

/** Questions about the learner's newest run that passed: what comes next, who gets it, who does not. */
export function Predictions({ slug }: { readonly slug: string }): JSX.Element {
  const view = useSignal<PredictionsView | null>(null);
  const loading = useMemo(action, []);
  const { latest } = live.value;
  useEffect(() => {
    void loading.run(async () => {
      view.value = await ask("GET /api/lessons/:slug/predictions", { at: { slug } });
    });
  }, [slug, latest]);
  const answer = async (check: string, choice: string) => {
    const answered = await ask("POST /api/lessons/:slug/predictions", {
      at: { slug },
      body: { check, answer: choice },
    });
    view.value = answered;
    const question = answered.questions.find((each) => each.check === check);
    if (question !== undefined) announce(sentenceOf(question));
  };
  const shown = view.value;
  return (
    <section class="predictions" aria-labelledby="predictions">
      <h2 id="predictions">Predict what comes next</h2>
      {loading.fault.value !== "" && <p class="state failed">{loading.fault}</p>}
      {shown !== null && (
        <p class={shown.none === null ? "soft" : "notice"}>
          {shown.none ?? "From your own run: only one answer is possible."}
        </p>
      )}
      {shown?.questions.map((question) => (
        <PredictionPart
          key={`${question.check} ${question.question}`}
          question={question}
          onAnswer={(choice) => answer(question.check, choice)}
        />
      ))}
    </section>
  );
}

interface PredictionPartProps {
  readonly question: PredictionView;
  readonly onAnswer: (choice: string) => Promise<void>;
}

function PredictionPart({ question, onAnswer }: PredictionPartProps): JSX.Element {
  const { check, conversation, rightBefore } = question;
  const [place, width] = useWidth<HTMLDivElement>();
  const layout = useMemo(() => layoutItems(itemsOf(conversation, null), { width }), [conversation, width]);
  const name = `The conversation of check ${check}, up to the question`;
  return (
    <article class="prediction">
      <h3>
        Check {check} {rightBefore && <span class="soft small">predicted right in an earlier run</span>}
      </h3>
      <figure>
        <div class="picture" ref={place} tabIndex={0} role="region" aria-label={`Picture of check ${check}`}>
          <SequenceDiagram layout={layout} label={name} />
        </div>
        <details>
          <summary class="small">as a table</summary>
          <div class="table" tabIndex={0} role="region" aria-label={`Table of check ${check}`}>
            <TranscriptTable layout={layout} caption={name} />
          </div>
        </details>
      </figure>
      <ChoiceForm quiz={question} onAnswer={onAnswer} />
    </article>
  );
}

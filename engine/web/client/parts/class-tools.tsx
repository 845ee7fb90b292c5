import type { JSX } from "preact";
import type { ClassView, GradeAgainRequest } from "../../api.ts";
import { action } from "../state/action.ts";
import { ask } from "../state/ask.ts";
import { hideNames, refresh } from "../state/class.ts";
import { count } from "../../../text/phrases.ts";

const grading = action();

/** Begins a grading; what it changes arrives with the next version of the class. */
export function gradeAgain(request: GradeAgainRequest): void {
  void grading.run(async () => {
    await ask("POST /api/class-grade", { body: request });
    await refresh();
  });
}

/** What is done with the class as a whole, and how that goes. */
export function ClassTools({ about }: { readonly about: ClassView }): JSX.Element {
  const { canGrade, anonymous, unpublished } = about;
  return (
    <>
      {unpublished > 0 && (
        <p class="notice">
          {count(unpublished, "grade")} changed since the reports and gradebooks were written.{" "}
          {canGrade ? "Write them again when you are done." : "npm run grade writes them again."}
        </p>
      )}
      <div class="tools">
        {canGrade && (
          <button
            type="button"
            class={unpublished > 0 ? "primary" : ""}
            disabled={about.grading || grading.busy.value}
            onClick={() => gradeAgain({ submission: null })}
          >
            {unpublished > 0 ? "Write the reports" : "Grade what is new"}
          </button>
        )}
        {anonymous === "always" ? (
          <span class="soft small">Names are hidden.</span>
        ) : (
          <label>
            <input
              type="checkbox"
              checked={anonymous === "yes"}
              onChange={({ currentTarget }) => hideNames(currentTarget.checked)}
            />{" "}
            Hide names
          </label>
        )}
      </div>
      <GradingState about={about} />
    </>
  );
}

/** Whether a grading runs, and why the last one failed. */
export function GradingState({ about: { grading: isRunning, fault } }: { readonly about: ClassView }): JSX.Element {
  return (
    <>
      {isRunning && <p class="notice">Grading… This page shows the results when they are there.</p>}
      {[fault, grading.fault.value].map(
        (sentence, index) =>
          sentence !== "" && (
            <p key={index} class="notice failed" role="alert">
              {sentence}
            </p>
          ),
      )}
    </>
  );
}

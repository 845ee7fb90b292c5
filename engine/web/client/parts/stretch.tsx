import type { JSX } from "preact";
import type { Verdict } from "../../../verdict.ts";
import { StateMark } from "./state-mark.tsx";

const WORDS = { passed: "yes", failed: "no", skipped: "later" } as const;

export interface StretchProps {
  readonly verdict: Verdict;
  /** From the previous verdict: the current run has not reached it yet. */
  readonly isOld: boolean;
}

/** Stretch checks and advice, which do not affect the result. */
export function Stretch({ verdict: { stretch, advice }, isOld }: StretchProps): JSX.Element | null {
  if (stretch.length === 0 && advice.length === 0) return null;
  const run = stretch.some(({ status }) => status !== "skipped");
  return (
    <section class="stretch" aria-labelledby="stretch">
      <h3 id="stretch">Beyond the exercises</h3>
      <p class="small soft">
        {run ? "Shown, never graded." : "Tried once every exercise has passed. Shown, never graded."}
      </p>
      <details open={run}>
        <summary class="small">{stretch.length} probes</summary>
        <ul>
          {stretch.map(({ id, title, status, why }) => (
            <li key={id}>
              {isOld ? (
                <StateMark state="waiting" word="again" />
              ) : (
                <StateMark state={status === "failed" ? "skipped" : status} word={WORDS[status]} />
              )}
              <span class="id soft">{id}</span>
              <span>{title}</span>
              {status === "failed" && why !== "" && <span class="why">{why}</span>}
            </li>
          ))}
        </ul>
      </details>
      {advice.map(({ code, text }) => (
        <p key={code} class="notice small">
          {text}
        </p>
      ))}
    </section>
  );
}

import type { JSX } from "preact";
import type { RequestView } from "../../api-console.ts";
import { request } from "../state/console.ts";
import { Answer } from "./answer.tsx";
import { ClientButton } from "./client-button.tsx";
import { StateMark } from "./state-mark.tsx";

/** A request with its state and what has come of its answer. One that waits can be aborted. */
export function SentRequest({ sent }: { readonly sent: RequestView }): JSX.Element {
  const { name, state, method: how, path: where, hold: isHeld, answer, reason } = sent;
  return (
    <li>
      <p class="exchange">
        <span class="mono">{name}</span>
        <span class="mono">
          {how} {where}
        </span>
        {state === "waiting" ? (
          <>
            <StateMark state="working" word={answer === null ? (isHeld ? "held" : "waiting") : "answer under way"} />
            <ClientButton name={name} does="abort" ask={() => request({ type: "abort", client: name })} />
          </>
        ) : (
          <StateMark state={reason === null ? "passed" : "failed"} word={reason ?? "answered"} />
        )}
      </p>
      {answer !== null && <Answer name={name} answer={answer} />}
    </li>
  );
}

import type { JSX } from "preact";
import { locationIn } from "../../../source-location.ts";
import type { Failure } from "../../../verdict.ts";
import { SourceLink } from "./source-link.tsx";

/** The parts of a failure, in the same order and words as in the terminal. */
export function Fields({ failure }: { readonly failure: Failure }): JSX.Element {
  const { sent, expected, received, why, hint } = failure;
  const location = locationIn(failure);
  return (
    <dl class="fields">
      {sent !== "" && <Field name="sent" text={sent} kind="payload" />}
      <Field name="expected" text={expected} kind="payload" />
      <Field name="received" text={received} kind="payload" />
      {location !== undefined && (
        <>
          <dt>at</dt>
          <dd>
            <SourceLink location={location} />
          </dd>
        </>
      )}
      {why !== "" && <Field name="why" text={why} kind="said" />}
      {hint !== "" && <Field name="hint" text={hint} kind="said" />}
    </dl>
  );
}

interface FieldProps {
  readonly name: string;
  readonly text: string;
  /** `payload`: the bytes on the wire. `said`: a sentence of the workbook. */
  readonly kind: "payload" | "said";
}

function Field({ name, text, kind }: FieldProps): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd class={kind}>{text.trim()}</dd>
    </>
  );
}

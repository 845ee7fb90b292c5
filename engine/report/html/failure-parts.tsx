/** A failure or a reason as a list of labelled parts. */
import type { JSX } from "preact";
import type { Failure, Reason } from "../../verdict.ts";
import { plainEnd, plainText } from "../export/plain.ts";
import { placeIn } from "../export/words.ts";

const PART_CHARACTERS = 1_500;

export function FailureParts({ failure }: { readonly failure: Failure }): JSX.Element {
  return (
    <Parts
      parts={[
        ["sent", failure.sent],
        ["expected", failure.expected],
        ["received", failure.received],
        ["at", placeIn(failure)],
        ["why", failure.why],
        ["hint", failure.hint],
        ["log", failure.log ?? ""],
        ["code", failure.code],
      ]}
    />
  );
}

/** Why a submission was not graded. */
export function ReasonParts({ reason }: { readonly reason: Reason }): JSX.Element {
  const details = plainEnd(reason.details ?? "", PART_CHARACTERS);
  return (
    <>
      <Parts
        parts={[
          ["reason", reason.message],
          ["at", placeIn(reason)],
          ["hint", reason.hint ?? ""],
          ["code", reason.code],
        ]}
      />
      {details === "" ? null : (
        <pre tabIndex={0} role="group" aria-label="details">
          {details}
        </pre>
      )}
    </>
  );
}

function Parts({ parts }: { readonly parts: readonly (readonly [label: string, text: string])[] }): JSX.Element {
  return (
    <dl class="facts">
      {parts.flatMap(([label, text]) => {
        const plain = plainText(text, PART_CHARACTERS);
        return plain === "" ? [] : [<dt key={label}>{label}</dt>, <dd key={`${label} text`}>{plain}</dd>];
      })}
    </dl>
  );
}

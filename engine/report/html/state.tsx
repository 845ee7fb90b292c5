import type { JSX } from "preact";
import type { CheckStatus } from "../../verdict.ts";

const SIGNS: Readonly<Record<CheckStatus, string>> = {
  passed: "\u2713",
  failed: "\u2717",
  skipped: "\u2013",
  error: "!",
};

/** A status as a sign, a word and a colour, so that it never depends on colour alone. */
export function State({
  status,
  word = status,
}: {
  readonly status: CheckStatus;
  readonly word?: string;
}): JSX.Element {
  return (
    <span class={`state ${status}`}>
      <span aria-hidden="true">{SIGNS[status]}</span> {word}
    </span>
  );
}

import type { JSX } from "preact";

export type StateName = "passed" | "failed" | "skipped" | "error" | "waiting" | "working" | "not-started";

const WORDS: Readonly<Record<StateName, string>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  error: "error",
  waiting: "not run",
  working: "running",
  "not-started": "not started",
};

/** Paths instead of characters, which a font may lack. */
const STROKES: Readonly<Record<StateName, string>> = {
  passed: "M1 6.5 4.5 10 11 2",
  failed: "M2 2 10 10M10 2 2 10",
  skipped: "M1 6H11",
  error: "M6 1V7M6 10V10.5",
  waiting: "M6 2A4 4 0 1 0 6 10 4 4 0 1 0 6 2",
  "not-started": "M6 2A4 4 0 1 0 6 10 4 4 0 1 0 6 2",
  working: "M6 1.5A4.5 4.5 0 1 0 10.5 6",
};

/** A state as glyph, word and colour. The word may be replaced by a more fitting one but never left out. */
export function StateMark({ state, word }: { readonly state: StateName; readonly word?: string }): JSX.Element {
  return (
    <span class={`state ${state}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={STROKES[state]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>
      <span>{word ?? WORDS[state]}</span>
    </span>
  );
}

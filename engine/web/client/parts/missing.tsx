import type { JSX } from "preact";

/** Stands where a page cannot be shown, and says why. */
export function Missing({ sentence }: { readonly sentence: string }): JSX.Element {
  return (
    <header class="plain-head">
      <h1>Nothing here</h1>
      <p>
        {sentence} <a href="/">Back to the contents</a>
      </p>
    </header>
  );
}

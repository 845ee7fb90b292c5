import type { JSX } from "preact";

/** Explains why a page cannot be shown. */
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

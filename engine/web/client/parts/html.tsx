import type { JSX } from "preact";

/** HTML that the server rendered and escaped. Nothing else may come in here. */
export function ServerHtml({ html, class: name }: { readonly html: string; readonly class?: string }): JSX.Element {
  // oxlint-disable-next-line react/no-danger
  return <div class={name} dangerouslySetInnerHTML={{ __html: html }} />;
}

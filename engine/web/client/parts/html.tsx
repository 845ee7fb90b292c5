import type { JSX } from "preact";

/** HTML that the server rendered and escaped. Any other HTML would be unsafe here. */
export function ServerHtml({ html, class: name }: { readonly html: string; readonly class?: string }): JSX.Element {
  // oxlint-disable-next-line react/no-danger
  return <div class={name} dangerouslySetInnerHTML={{ __html: html }} />;
}

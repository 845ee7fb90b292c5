/** A self-contained HTML page: it makes no network requests and runs no script. */
import { createHash } from "node:crypto";
import type { ComponentChild } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { plainLine } from "../export/plain.ts";
import { PAGE_STYLE } from "./page-style.ts";

const TITLE_CHARACTERS = 200;

export interface HtmlPage {
  readonly title: string;
  /** Added to the style of all pages. Never text from a submission. */
  readonly style: string;
  readonly body: ComponentChild;
}

/**
 * The page as a string. Its content security policy allows only its own style sheet, so injected markup could neither run
 * nor load anything.
 */
export function htmlPage({ title, style, body }: HtmlPage): string {
  const css = `${PAGE_STYLE}${style}`.replace(/\n+/g, "\n");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(css).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const markup = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{plainLine(title, TITLE_CHARACTERS)}</title>
        <style dangerouslySetInnerHTML={{ __html: css }} />
      </head>
      <body>{body}</body>
    </html>,
  );
  return `<!doctype html>\n${markup}\n`;
}

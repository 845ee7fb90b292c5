/** The HTML document of all pages: its files, and the data for the first paint. */
import { escapeText } from "../../text/escape-markup.ts";
import type { PageState } from "../api.ts";
import type { ClientBundle } from "./bundle.ts";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%23357' stroke-width='2' d='M2 2v12M14 2v12M2 5h9l-2-2m2 2-2 2M14 11H5l2-2m-2 2 2 2'/%3E%3C/svg%3E";

export function shell({ script, style }: ClientBundle, state: PageState): string {
  const title = [state.lesson?.title, state.course?.title ?? "Workbook"].filter((part) => part !== undefined);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title.join(" · "))}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/assets/${style.name}">
<script type="application/json" id="workbook-page">${inScript(state)}</script>
<script type="module" src="/assets/${script.name}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript. The same lessons work in a terminal: npm run check</p></noscript>
</body>
</html>
`;
}

/** JSON without `<`, so that it can neither end the script element nor start a comment. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

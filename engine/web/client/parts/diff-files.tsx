import type { JSX } from "preact";
import type { DiffFile, DiffView } from "../../api.ts";
import { ServerHtml } from "./html.tsx";

const STATUS: Readonly<Record<DiffFile["status"], string>> = {
  same: "alike",
  changed: "changed",
  "only-in-solution": "only in the solution",
  "only-in-submission": "only here",
  "not-shown": "not shown",
};

export interface DiffFilesProps {
  readonly diff: DiffView;
  readonly view: "sides" | "inline";
  readonly hrefOf: (view: "sides" | "inline") => string;
}

/** Files beside those of the solution, then why the solution is as it is. */
export function DiffFiles({ diff, view, hrefOf }: DiffFilesProps): JSX.Element {
  return (
    <div class="compare">
      <div class="bar">
        <h2>
          <code>{diff.reference}</code> and <code>{diff.submission}</code>
        </h2>
        <span class="choose">
          <a href={hrefOf("sides")} aria-current={view === "sides" ? "true" : undefined}>
            Side by side
          </a>
          <a href={hrefOf("inline")} aria-current={view === "inline" ? "true" : undefined}>
            Inline
          </a>
        </span>
      </div>
      <p class="soft small">Left, or marked −, is the solution: one way to do it.</p>
      {diff.files.map((file) => (
        <section key={file.name} aria-labelledby={`file-${file.name}`}>
          <header class="file-head">
            <h3 id={`file-${file.name}`}>{file.name}</h3>
            <span class="soft small numeric">
              {STATUS[file.status]}
              {file.status === "changed" && `, −${file.removed} +${file.added}`}
            </span>
          </header>
          {file.remark !== undefined && <p class="notice">{file.remark}</p>}
          {file.sideBySideHtml !== "" && (
            <div class={`diff ${view}`} role="region" aria-label={`Differences in ${file.name}`}>
              <ServerHtml html={view === "sides" ? withNames(file.sideBySideHtml) : file.inlineHtml} />
            </div>
          )}
        </section>
      ))}
      {diff.whyHtml !== "" && (
        <section aria-label="Why the solution is as it is">
          <ServerHtml class="prose" html={diff.whyHtml} />
        </section>
      )}
    </div>
  );
}

/** Each side moves by itself, so each can be reached and is named. */
function withNames(html: string): string {
  const names = ["The solution", "Yours"];
  return html.replaceAll(
    '<div class="d2h-file-side-diff">',
    () => `<div class="d2h-file-side-diff" tabindex="0" role="group" aria-label="${names.shift() ?? ""}">`,
  );
}

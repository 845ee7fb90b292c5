import type { JSX } from "preact";
import { fileRemark } from "../../../compare/file-remark.ts";
import { FileDiff, type DiffLayout } from "../../../compare/html/file-diff.tsx";
import type { DiffView } from "../../api.ts";
import { ServerHtml } from "./html.tsx";

export interface DiffFilesProps {
  readonly diff: DiffView;
  readonly layout: DiffLayout;
  readonly hrefOf: (layout: DiffLayout) => string;
}

const LAYOUTS: Readonly<Record<DiffLayout, string>> = { sides: "Side by side", unified: "Unified" };

/** Files compared with the solution's, followed by the explanation of the solution. */
export function DiffFiles({ diff, layout, hrefOf }: DiffFilesProps): JSX.Element {
  const { files, names, reference, submission, whyHtml } = diff;
  return (
    <div class="compare">
      <div class="bar">
        <h2>
          <code>{reference}</code> and <code>{submission}</code>
        </h2>
        <span class="choose layouts">
          {(Object.keys(LAYOUTS) as DiffLayout[]).map((name) => (
            <a key={name} href={hrefOf(name)} aria-current={name === layout ? "true" : undefined}>
              {LAYOUTS[name]}
            </a>
          ))}
        </span>
      </div>
      <p class="soft small">
        Marked −: only in {names.reference.inSentence}, which is one way to do it. Marked +: only in{" "}
        <bdi>{names.submission.inSentence}</bdi>. Neither is a mistake by itself.
      </p>
      {files.map((file, index) => (
        <section key={file.file} aria-labelledby={`file-${index}`}>
          <header class="file-head">
            <h3 id={`file-${index}`}>{file.file}</h3>
            <span class="soft small numeric">{fileRemark(file, names)}</span>
          </header>
          <FileDiff file={file} names={names} layout={layout} />
        </section>
      ))}
      {whyHtml !== "" && (
        <section aria-label="Why the solution is as it is">
          <ServerHtml class="prose" html={whyHtml} />
        </section>
      )}
    </div>
  );
}

import type { JSX } from "preact";
import { DIAGRAM_STYLE } from "../../diagram/diagram-style.ts";
import { plainLine } from "../../report/export/plain.ts";
import { htmlPage } from "../../report/html/page.tsx";
import { count } from "../../report/phrases.ts";
import type { FileComparison } from "../files.ts";
import { conclusion, verdictWords, type Comparison } from "../render.ts";
import { fileRemark } from "../render-files.ts";
import type { SideNames } from "../side-names.ts";
import { BehaviourSection } from "./behaviour-section.tsx";
import { COMPARE_STYLE } from "./compare-style.ts";
import { diffMarkup } from "./diff-markup.ts";

const LINE_CHARACTERS = 300;
/** More lines of difference in one file than anybody reads make the page slow. */
const MOST_ROWS = 1_500;

/** A comparison as one self-contained HTML page. It runs no script and loads nothing. */
export function comparePage(comparison: Comparison): string {
  const { title, folders, names, files, behaviour, verdicts } = comparison;
  const [theirs, own] = [names.reference, names.submission];
  return htmlPage({
    title: `${title}: ${theirs.short} and ${own.short}`,
    style: `${DIAGRAM_STYLE}${COMPARE_STYLE}`,
    body: (
      <>
        <header>
          <h1>
            {plainLine(title, LINE_CHARACTERS)}: <bdi>{theirs.short}</bdi> and <bdi>{own.short}</bdi>
          </h1>
          <p>{conclusion(behaviour)}</p>
          <dl class="facts">
            {[
              { name: theirs, folder: folders.reference, verdict: verdicts.reference },
              { name: own, folder: folders.submission, verdict: verdicts.submission },
            ].map(({ name, folder, verdict }) => (
              <Fact key={name.short} name={name.short}>
                {`${plainLine(folder, LINE_CHARACTERS)}: ${verdictWords(verdict)}`}
              </Fact>
            ))}
            <Fact name="seed">{`${behaviour.seed}, for both`}</Fact>
          </dl>
        </header>
        <nav aria-label="Contents">
          <ul>
            <li>
              <a href="#files">Files</a>
            </li>
            <li>
              <a href="#behaviour">Behaviour</a>
            </li>
          </ul>
        </nav>
        <main>
          <section aria-labelledby="files">
            <h2 id="files">Files</h2>
            <p>
              On the left <bdi>{theirs.inSentence}</bdi>, on the right <bdi>{own.inSentence}</bdi>. White space at the
              ends of a line does not count.
            </p>
            {files.map((file) => (
              <FileSection key={file.file} file={file} names={names} />
            ))}
          </section>
          <BehaviourSection behaviour={behaviour} verdicts={verdicts} names={names} />
        </main>
      </>
    ),
  });
}

function Fact({ name, children }: { readonly name: string; readonly children: string }): JSX.Element {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>{children}</dd>
    </>
  );
}

function FileSection({ file, names }: { readonly file: FileComparison; readonly names: SideNames }): JSX.Element {
  const remark = plainLine(fileRemark(file, names), LINE_CHARACTERS);
  const left = file.rows.length - MOST_ROWS;
  const hasDifference = file.status === "changed" || file.status === "added";
  return (
    <article>
      <h3>
        <code>{plainLine(file.file, LINE_CHARACTERS)}</code>
      </h3>
      <p>
        {remark === "" ? "" : `${remark.charAt(0).toUpperCase()}${remark.slice(1)}. `}
        {file.status === "changed" ? `${count(file.removed, "line")} removed, ${count(file.added, "line")} added.` : ""}
        {left > 0 ? ` The first ${MOST_ROWS} lines of the difference are shown.` : ""}
      </p>
      {hasDifference ? (
        <div
          // Escaped by diff2html; what it escapes is the text of both files.
          dangerouslySetInnerHTML={{ __html: diffMarkup({ ...file, rows: file.rows.slice(0, MOST_ROWS) }, names) }}
        />
      ) : null}
    </article>
  );
}

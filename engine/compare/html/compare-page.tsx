import type { JSX } from "preact";
import { DIAGRAM_STYLE } from "../../diagram/diagram-style.ts";
import { plainLine } from "../../report/export/plain.ts";
import { htmlPage } from "../../report/html/page.tsx";
import type { FileComparison } from "../file-comparison.ts";
import { fileRemark } from "../file-remark.ts";
import { conclusion, verdictWords, type Comparison } from "../render.ts";
import type { SideNames } from "../side-names.ts";
import { BehaviourSection } from "./behaviour-section.tsx";
import { COMPARE_STYLE } from "./compare-style.ts";
import { DIFF_STYLE } from "./diff-style.ts";
import { FileDiff } from "./file-diff.tsx";

const LINE_CHARACTERS = 300;

/** A comparison as one self-contained HTML page. It runs no script and loads nothing. */
export function comparePage(comparison: Comparison): string {
  const { title, folders, names, files, behaviour, verdicts } = comparison;
  const [theirs, own] = [names.reference, names.submission];
  return htmlPage({
    title: `${title}: ${theirs.short} and ${own.short}`,
    style: `${DIAGRAM_STYLE}${DIFF_STYLE}${COMPARE_STYLE}`,
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
              On the left, or marked −, <bdi>{theirs.inSentence}</bdi>; on the right, or marked +,{" "}
              <bdi>{own.inSentence}</bdi>. White space at the ends of a line does not count.
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
  return (
    <article>
      <h3>
        <code>{plainLine(file.file, LINE_CHARACTERS)}</code>
      </h3>
      <p>
        {remark.charAt(0).toUpperCase()}
        {remark.slice(1)}.
      </p>
      <FileDiff file={file} names={names} layout="sides" />
    </article>
  );
}

/** The feedback for one student as a page of its own: score, comment, and each exercise with what was seen on the wire. */
import type { JSX } from "preact";
import { DIAGRAM_STYLE } from "../../diagram/diagram-style.ts";
import { plainLine, plainText } from "../export/plain.ts";
import { scoreLine } from "../export/score-text.ts";
import type { Graded } from "../export/student.ts";
import { CLASS_REPORT_STYLE } from "../html/class-report-style.ts";
import { ReasonParts } from "../html/failure-parts.tsx";
import { htmlPage } from "../html/page.tsx";
import { Exercises, Remarks } from "../html/submission.tsx";
import { Name } from "../html/who.tsx";

const LINE_CHARACTERS = 300;
const COMMENT_CHARACTERS = 10_000;
/** Far more than a lesson's answer. */
const SOLUTION_CHARACTERS = 100_000;

/** A comment keeps its lines. */
const FEEDBACK_STYLE = ".comment{white-space:pre-wrap}";

/** The files of the solution by name; none unless the policy lets the student see them. */
export type ShownSolution = ReadonlyMap<string, string>;

export function feedbackPage({ student, verdict, grade }: Graded, solution: ShownSolution): string {
  const title = plainLine(verdict.title, LINE_CHARACTERS);
  const comment = plainText(grade?.comment ?? "", COMMENT_CHARACTERS);
  return htmlPage({
    title: `${title}: feedback`,
    style: `${DIAGRAM_STYLE}${CLASS_REPORT_STYLE}${FEEDBACK_STYLE}`,
    body: (
      <>
        <header>
          <h1>{title}</h1>
          <p>
            <Name student={student} />: <strong>{scoreLine({ verdict, grade })}</strong>
          </p>
        </header>
        <main>
          {comment === "" ? null : (
            <section aria-labelledby="comment">
              <h2 id="comment">Comment</h2>
              <p class="comment">{comment}</p>
              {grade?.decision == null ? null : <p class="dim">{plainLine(grade.decision.by, LINE_CHARACTERS)}</p>}
            </section>
          )}
          <section aria-labelledby="exercises">
            <h2 id="exercises">Exercises</h2>
            {verdict.outcome === "graded" || verdict.reason === null ? null : <ReasonParts reason={verdict.reason} />}
            {verdict.outcome === "not-gradable" ? null : (
              <Exercises exercises={verdict.exercises} depth="first failure of each exercise" />
            )}
            <Remarks verdict={verdict} />
          </section>
          <Solution files={solution} />
        </main>
      </>
    ),
  });
}

function Solution({ files }: { readonly files: ShownSolution }): JSX.Element | null {
  if (files.size === 0) return null;
  return (
    <section aria-labelledby="solution">
      <h2 id="solution">The solution</h2>
      {[...files].map(([name, text]) => (
        <article key={name}>
          <h3>
            <code>{plainLine(name, LINE_CHARACTERS)}</code>
          </h3>
          <pre tabIndex={0} role="group" aria-label={name}>
            {plainText(text, SOLUTION_CHARACTERS)}
          </pre>
        </article>
      ))}
    </section>
  );
}

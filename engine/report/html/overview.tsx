/** What an instructor looks at first: the scores, and the most frequent failures. */
import type { JSX } from "preact";
import { count } from "../../text/phrases.ts";
import { markOf } from "../export/mark.ts";
import { plainLine } from "../export/plain.ts";
import type { Graded } from "../export/student.ts";
import { nameOf } from "../export/words.ts";
import { Bar, percent } from "./bar.tsx";
import { failingChecks, reasonsNotRun, type Cause } from "./frequent-failures.ts";
import { NameLinks, type Anchors } from "./who.tsx";

const SENTENCE_CHARACTERS = 300;
/** Causes of one check that are worth reading one by one. */
const MOST_CAUSES = 12;

/** How many submissions have each score. Every possible score has a row, even if no submission has it. */
export function Scores({ results }: { readonly results: readonly Graded[] }): JSX.Element {
  const marks = results.map(({ verdict }) => markOf(verdict)).filter((mark) => mark !== null);
  const possible = Math.max(0, ...marks.map((mark) => mark.possible));
  const scores = Array.from({ length: possible + 1 }, (_, index) => possible - index);
  return (
    <section aria-labelledby="scores">
      <h2 id="scores">Scores</h2>
      {marks.length === 0 ? (
        <p>No submission has a score.</p>
      ) : (
        <div class="scroll" role="group" aria-labelledby="scores" tabIndex={0}>
          <table>
            <caption>{count(marks.length, "submission")} with a score</caption>
            <thead>
              <tr>
                <th scope="col">passed</th>
                <th scope="col" class="number">
                  submissions
                </th>
                <th scope="col" colSpan={2}>
                  share
                </th>
              </tr>
            </thead>
            <tbody>
              {scores.map((score) => {
                const number = marks.filter(({ earned }) => Math.floor(earned) === score).length;
                return (
                  <tr key={score}>
                    <th scope="row">
                      {score} of {possible}
                    </th>
                    <td class="number">{number}</td>
                    <td class="number">{percent(number / marks.length)}</td>
                    <td>
                      <Bar share={number / marks.length} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The checks that failed, most frequent first, with the causes and the students. */
export function FrequentFailures({
  results,
  anchors,
}: {
  readonly results: readonly Graded[];
  readonly anchors: Anchors;
}): JSX.Element {
  const ran = results.filter(({ verdict }) => verdict.outcome === "graded").length;
  const checks = failingChecks(results);
  const notRun = reasonsNotRun(results);
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">What fails most</h2>
      {checks.length === 0 ? <p>No check failed.</p> : null}
      {checks.map(({ id, title, failed, skipped, causes }) => (
        <article key={id}>
          <h3>{nameOf({ id, title })}</h3>
          <p class="score-line">
            <Bar share={failed / ran} /> failed for {failed} of {ran} ({percent(failed / ran)})
            {skipped === 0 ? "" : `, and did not run for ${skipped} because an earlier check failed`}
          </p>
          <Causes causes={causes} anchors={anchors} />
        </article>
      ))}
      {notRun.length === 0 ? null : (
        <article>
          <h3>Could not be run</h3>
          <p>These earn 0, because the fault is in the submission.</p>
          <Causes causes={notRun} anchors={anchors} />
        </article>
      )}
    </section>
  );
}

function Causes({ causes, anchors }: { readonly causes: readonly Cause[]; readonly anchors: Anchors }): JSX.Element {
  const others = causes.slice(MOST_CAUSES);
  return (
    <ul class="causes">
      {causes.slice(0, MOST_CAUSES).map(({ codes, why, students }) => (
        <li key={`${codes.join(" ")}\n${why}`}>
          <strong>{students.length}</strong> ×{" "}
          {why === "" ? <code>{codes.join(", ")}</code> : plainLine(why, SENTENCE_CHARACTERS)}
          {why === "" ? "" : <span class="dim"> ({codes.join(", ")})</span>}
          <br />
          <span class="dim">
            <NameLinks students={students} anchors={anchors} />
          </span>
        </li>
      ))}
      {others.length === 0 ? null : (
        <li>
          <strong>{others.reduce((sum, { students }) => sum + students.length, 0)}</strong> × one of {others.length}{" "}
          other causes
        </li>
      )}
    </ul>
  );
}

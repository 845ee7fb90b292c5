import type { JSX } from "preact";
import type { CheckStatus, ExerciseResult, Verdict } from "../../verdict.ts";
import { duration } from "../../text/phrases.ts";
import { casesOf, wentWrong } from "../export/cases.ts";
import { markOf } from "../export/mark.ts";
import { finite, plainLine } from "../export/plain.ts";
import type { Graded } from "../export/student.ts";
import { codeOf } from "../export/words.ts";
import { State } from "./state.tsx";
import { NameLink, type Anchors } from "./who.tsx";

const GRADE_CHARACTERS = 300;

/** All submissions, one row each. */
export function SubmissionsTable({
  results,
  anchors,
}: {
  readonly results: readonly Graded[];
  readonly anchors: Anchors;
}): JSX.Element {
  const exercises = results.map(({ verdict }) => verdict.exercises).reduce(longer, []);
  return (
    <section aria-labelledby="submissions">
      <h2 id="submissions">Submissions</h2>
      <div class="scroll" role="group" aria-labelledby="submissions" tabIndex={0}>
        <table>
          <caption>A name leads to the submission in full.</caption>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col" class="number">
                score
              </th>
              {exercises.map(({ id }) => (
                <th key={id} scope="col">
                  exercise {id}
                </th>
              ))}
              <th scope="col">first failure</th>
              <th scope="col" class="number">
                took
              </th>
            </tr>
          </thead>
          <tbody>
            {results.map(({ student, verdict, grade, late }) => (
              <tr key={student.id}>
                <th scope="row" class="name">
                  <NameLink student={student} anchors={anchors} />
                  {late === true ? <span class="dim"> late</span> : null}
                </th>
                <td class="number">{scoreOf({ verdict, grade })}</td>
                {exercises.map((_, index) => (
                  <td key={index}>{stateOf(verdict, verdict.exercises[index])}</td>
                ))}
                <td class="nowrap">{firstFailure(verdict)}</td>
                <td class="number">{duration(finite(verdict.durationMs))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** For example `2 of 3`, or `none` after a fault of the workbook; by the policy where there is one. */
export function scoreOf({ verdict, grade }: Pick<Graded, "verdict" | "grade">): string {
  if (grade !== undefined) return plainLine(grade.text, GRADE_CHARACTERS);
  const mark = markOf(verdict);
  return mark === null ? "none" : `${mark.earned} of ${mark.possible}`;
}

function longer(one: readonly ExerciseResult[], other: readonly ExerciseResult[]): readonly ExerciseResult[] {
  return other.length > one.length ? other : one;
}

function stateOf({ outcome }: Verdict, exercise: ExerciseResult | undefined): JSX.Element | string {
  if (exercise === undefined) return "";
  const status: CheckStatus = outcome === "grader-error" ? "error" : exercise.status;
  if (outcome === "not-gradable") return <State status="failed" word="not run" />;
  return <State status={status} word={status === "error" ? "not graded" : status} />;
}

function firstFailure(verdict: Verdict): JSX.Element | string {
  if (verdict.outcome !== "graded") return <code>{plainLine(verdict.reason?.code ?? verdict.outcome, 60)}</code>;
  const first = casesOf(verdict).find(wentWrong);
  if (first === undefined) return "";
  return (
    <>
      {plainLine(first.id, 20)} <code>{codeOf(first)}</code>
    </>
  );
}

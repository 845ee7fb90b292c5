import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ClassView, SubmissionView } from "../../api.ts";
import { Decide, Undo } from "../parts/class-decisions.tsx";
import { Score } from "../parts/class-table.tsx";
import { gradeAgain, GradingState } from "../parts/class-tools.tsx";
import { DiffFiles } from "../parts/diff-files.tsx";
import { GradeForm, POINTS_ID } from "../parts/grade-form.tsx";
import { Missing } from "../parts/missing.tsx";
import { SubmissionChecks } from "../parts/submission-checks.tsx";
import { SubmissionNeighbours } from "../parts/submission-neighbours.tsx";
import { classHref, navigate } from "../route.ts";
import { ask, AskError } from "../state/ask.ts";
import { namesHidden, namesQuery } from "../state/class.ts";
import { listQuery } from "../state/class-rows.ts";
import { resultSentence } from "../state/sentences.ts";
import { useDiff } from "./compare.tsx";

export interface SubmissionProps {
  readonly id: string;
  readonly about: ClassView;
  readonly query: URLSearchParams;
}

/** One submission of a class: its grade, its checks with their conversations, and its files beside the solution's. */
export function Submission({ id, about, query }: SubmissionProps): JSX.Element {
  const [found, setFound] = useSubmission(id, about);
  const isDiff = query.has("diff");
  const diff = useDiff(
    isDiff && typeof found === "object" && found.canCompare,
    `${id} ${about.version} ${namesHidden.value}`,
    () => ask("GET /api/class/:id/diff", { at: { id }, query: namesQuery() }),
  );
  if (found === undefined) return <p class="soft view">Reading the submission…</p>;
  if (typeof found === "string") return <Missing sentence={found} />;
  const list = listQuery(query);
  const { row, verdict, students } = found;
  const formHref = `${location.pathname}${location.search}#by-a-person`;
  return (
    <>
      <a class="skip" href={formHref} onClick={toPoints}>
        To points and comment
      </a>
      <header class="plain-head">
        <p class="label">
          <a href={classHref(undefined, list)}>{about.title}: the class</a>
        </p>
        <h1>
          <bdi>{row.name}</bdi>
        </h1>
        <p class="grade">
          <Score row={row} />
          {row.late && <span class="soft"> late</span>}
        </p>
        <p>
          {verdict === null ? sentenceOf(found) : resultSentence(verdict)}{" "}
          {verdict !== null && <span class="soft small numeric">seed {verdict.seed}</span>}
        </p>
        {[...students, ...(row.submission === null ? [] : [row.submission]), ...row.notes].map((line) => (
          <p key={line} class="soft small">
            {line}
          </p>
        ))}
        <SubmissionNeighbours id={row.id} about={about} query={query} />
        <GradingState about={about} />
        {row.status === "needs-a-decision" && <Decide row={row} about={about} />}
        {found.decided !== null && <Undo row={row} about={about} />}
      </header>
      <div class="graded">
        <section class="graded-work" aria-label="What was graded">
          <div class="tools">
            <nav class="choose" aria-label="Views of the submission">
              {verdict !== null && (
                <a href={classHref(id, list)} aria-current={isDiff ? undefined : "page"}>
                  Checks
                </a>
              )}
              {found.canCompare && (
                <a href={classHref(id, { ...list, diff: "sides" })} aria-current={isDiff ? "page" : undefined}>
                  Compare with the solution
                </a>
              )}
              <a class="narrow-only" href={formHref}>
                Points and comment
              </a>
            </nav>
            {verdict !== null && about.canGrade && (
              <button type="button" disabled={about.grading} onClick={() => gradeAgain({ submission: row.id })}>
                Grade this one again
              </button>
            )}
          </div>
          {!isDiff && verdict !== null && (
            <SubmissionChecks
              id={row.id}
              name={row.name}
              verdict={verdict}
              chosen={query.get("check")}
              event={query.get("event")}
              list={list}
            />
          )}
          {isDiff && !found.canCompare && <p class="soft">{whyNotCompared(found)}</p>}
          {isDiff && found.canCompare && typeof diff === "string" && <p class="notice failed">{diff}</p>}
          {isDiff && found.canCompare && diff === undefined && <p class="soft">Comparing…</p>}
          {isDiff && found.canCompare && typeof diff === "object" && (
            <DiffFiles
              diff={diff}
              layout={query.get("diff") === "unified" ? "unified" : "sides"}
              hrefOf={(view) => classHref(id, { ...list, diff: view })}
            />
          )}
        </section>
        <GradeForm key={row.id} submission={found} about={about} query={query} onSaved={setFound} />
      </div>
    </>
  );
}

/** The submission as it is on disk, read again with every change of the class. */
function useSubmission(
  id: string,
  about: ClassView,
): [SubmissionView | string | undefined, (found: SubmissionView) => void] {
  const [found, setFound] = useState<{ readonly id: string; readonly is: SubmissionView | string }>();
  const hidden = namesHidden.value;
  useEffect(() => {
    let isCurrent = true;
    void ask("GET /api/class/:id", { at: { id }, query: namesQuery() }).then(
      (is) => {
        if (!isCurrent) return;
        setFound({ id: is.row.id, is });
        // Names were hidden or shown: the address must not say the other.
        if (is.row.id !== id) navigate(classHref(is.row.id) + location.search, { replace: true });
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (isCurrent) setFound({ id, is: error.message });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [id, about.version, about.anonymous, hidden]);
  return [found?.id === id ? found.is : undefined, (is) => setFound({ id: is.row.id, is })];
}

/** A keyboard passes every check and every file on the way there. */
function toPoints(event: Event): void {
  event.preventDefault();
  document.getElementById(POINTS_ID)?.focus();
}

function whyNotCompared({ row, verdict, decided }: SubmissionView): string {
  if (row.status === "needs-a-decision") return "Nothing to compare yet: decide first what is to be graded.";
  if (verdict === null || decided === "zero") return "Nothing was graded, so nothing can be compared.";
  return "Nothing to compare: what was handed in is not there any more.";
}

/** Why there is no verdict. */
function sentenceOf({ row }: SubmissionView): string {
  switch (row.status) {
    case "nothing-handed-in":
      return "Handed in nothing.";
    case "not-matched":
      return "No submission was matched: theirs may be one that belongs to nobody in the roster.";
    case "needs-a-decision":
      return `Needs a decision: ${row.cause}.`;
    case "excused":
      return row.cause === "" ? "Excused." : `Excused: ${row.cause}.`;
    case "graded":
    case "grader-error":
    case "not-gradable":
    case "not-graded-yet":
      return "Not graded yet.";
  }
}

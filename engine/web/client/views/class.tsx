import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ClassView, SubmissionRow } from "../../api.ts";
import { Missing } from "../parts/missing.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { classHref, navigate } from "../route.ts";
import { ask, AskError } from "../state/ask.ts";
import { Submission } from "./submission.tsx";

export interface ClassPageProps {
  /** The submission to show; undefined for the table. */
  readonly submission: string | undefined;
  readonly query: URLSearchParams;
}

/** A graded class: the table of its submissions, or one of them in full. */
export function ClassPage({ submission, query }: ClassPageProps): JSX.Element {
  const [found, setFound] = useState<ClassView | string>();
  useEffect(() => {
    void ask("GET /api/class").then(setFound, (error: unknown) => {
      if (!(error instanceof AskError)) throw error;
      setFound(error.message);
    });
  }, []);
  if (found === undefined) return <p class="soft view">Reading the class…</p>;
  if (typeof found === "string") return <Missing sentence={found} />;
  if (submission !== undefined) return <Submission id={submission} about={found} query={query} />;
  return <ClassTable about={found} query={query} />;
}

/** What the instructor has to decide before there is a score. */
function Asked({ asked }: Pick<ClassView, "asked">): JSX.Element | null {
  if (asked.length === 0) return null;
  return (
    <section class="view" aria-labelledby="asked">
      <h2 id="asked">Needs a decision: {asked.length}</h2>
      <p>
        Not graded, and without a score until <code>npm run grade</code> is told by <code>--decide ID=PATH</code>,{" "}
        <code>ID=zero</code> or <code>ID=excused</code>.
      </p>
      <ul>
        {asked.map(({ name, found }) => (
          <li key={name}>
            <bdi>{name}</bdi>: {found}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ClassTable({ about, query }: { readonly about: ClassView; readonly query: URLSearchParams }): JSX.Element {
  const failing = query.get("failing") ?? "";
  const name = query.get("name") ?? "";
  const rows = about.submissions.filter(
    (row) =>
      row.name.toLowerCase().includes(name.toLowerCase()) &&
      (failing === "" || (failing === "not-graded" ? row.outcome !== "graded" : row.failing.includes(failing))),
  );
  const exercises = Object.keys(about.submissions[0]?.exercises ?? {});
  const filter = (change: { readonly failing?: string; readonly name?: string }) => {
    const next = { failing, name, ...change };
    navigate(classHref(undefined, { failing: next.failing || undefined, name: next.name || undefined }), {
      replace: true,
    });
  };
  return (
    <>
      <header class="plain-head">
        <p class="label">{about.folder}</p>
        <h1>{about.title}: the class</h1>
      </header>
      <Asked asked={about.asked} />
      <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
        <label>
          <span class="label">Failing</span>
          <select value={failing} onChange={({ currentTarget }) => filter({ failing: currentTarget.value })}>
            <option value="">anything or nothing</option>
            <option value="not-graded">not graded</option>
            {about.checks.map(({ id, title, failed }) => (
              <option key={id} value={id}>
                {id} {title} ({failed})
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="label">Name</span>
          <input type="text" value={name} onInput={({ currentTarget }) => filter({ name: currentTarget.value })} />
        </label>
      </form>
      <div class="grid view" tabIndex={0} role="region" aria-label="Submissions">
        <table>
          <caption>
            {rows.length} of {about.submissions.length} submissions
          </caption>
          <thead>
            <tr>
              <th scope="col">Submission</th>
              {exercises.map((id) => (
                <th key={id} scope="col">
                  Exercise {id}
                </th>
              ))}
              <th scope="col">Score</th>
              <th scope="col">Failing</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.id} row={row} exercises={exercises} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Line({ row, exercises }: { readonly row: SubmissionRow; readonly exercises: readonly string[] }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <a href={classHref(row.id)}>{row.name}</a>
      </th>
      {exercises.map((id) => (
        <td key={id}>
          <StateMark state={row.exercises[id] ?? "waiting"} />
        </td>
      ))}
      <td class="numeric">{row.grade ?? `${row.earned} of ${row.possible}`}</td>
      <td class="numeric">{row.reason ?? row.failing.join(", ")}</td>
    </tr>
  );
}

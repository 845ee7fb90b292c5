import type { JSX } from "preact";
import type { ClassRow, ClassView } from "../../api.ts";
import { classHref, navigate } from "../route.ts";
import { draftOf } from "../state/drafts.ts";
import { listQuery, SHOW, shownRows, type ListQuery } from "../state/class-rows.ts";
import { count } from "../../../text/phrases.ts";
import { StateMark } from "./state-mark.tsx";

interface TableProps {
  readonly about: ClassView;
  readonly query: URLSearchParams;
}

/** Everybody in the class, filtered and sorted by the address. */
export function ClassTable({ about, query }: TableProps): JSX.Element {
  const rows = shownRows(about, query);
  const list = listQuery(query);
  return (
    <div class="class-part">
      <h2 id="everybody" class="visually-hidden">
        Everybody
      </h2>
      <Filters about={about} list={list} />
      <div class="grid" tabIndex={0} role="region" aria-labelledby="everybody">
        <table>
          <caption>
            {rows.length === about.rows.length
              ? `${count(rows.length, "line")}. A name leads to the submission.`
              : `${rows.length} of ${count(about.rows.length, "line")}`}
          </caption>
          <thead>
            <tr>
              <th scope="col" aria-sort={directionOf(list, "name")}>
                <SortLink list={list} by="name">
                  Name
                </SortLink>{" "}
                <SortLink list={list} by="cause">
                  Cause
                </SortLink>
              </th>
              {about.exercises.map((id) => (
                <th key={id} scope="col" aria-sort={directionOf(list, `exercise-${id}`)}>
                  <SortLink list={list} by={`exercise-${id}`}>
                    <span class="word">Exercise </span>
                    {id}
                  </SortLink>
                </th>
              ))}
              <th scope="col" class="score" aria-sort={directionOf(list, "score")}>
                <SortLink list={list} by="score">
                  Score
                </SortLink>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line
                key={row.id}
                row={row}
                isNamesake={about.rows.some(({ id, name }) => name === row.name && id !== row.id)}
                exercises={about.exercises}
                list={list}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Filters({ about, list }: { readonly about: ClassView; readonly list: ListQuery }): JSX.Element {
  const filter = (change: ListQuery) => {
    const next = Object.entries({ ...list, ...change }).map(([name, value]) => [name, value || undefined]);
    navigate(classHref(undefined, Object.fromEntries(next) as ListQuery), { replace: true });
  };
  const numberOf = (is: (row: ClassRow) => boolean) => about.rows.filter(is).length;
  const exercises = about.exercises.map((id) => ({
    id,
    failed: numberOf(({ exercises }) => exercises[id] !== undefined && exercises[id] !== "passed"),
  }));
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
      <label>
        <span class="label">Name</span>
        <input
          type="text"
          value={list.name ?? ""}
          onInput={({ currentTarget }) => filter({ name: currentTarget.value })}
        />
      </label>
      <label>
        <span class="label">Score</span>
        <select value={list.show ?? ""} onChange={({ currentTarget }) => filter({ show: currentTarget.value })}>
          <option value="">any or none</option>
          {Object.entries(SHOW)
            .filter(([key, { is }]) => key === list.show || numberOf(is) > 0)
            .map(([key, { words, is }]) => (
              <option key={key} value={key}>
                {words} ({numberOf(is)})
              </option>
            ))}
        </select>
      </label>
      <label>
        <span class="label">Failed</span>
        <select value={list.failing ?? ""} onChange={({ currentTarget }) => filter({ failing: currentTarget.value })}>
          <option value="">anything or nothing</option>
          <optgroup label="Exercises">
            {exercises.map(({ id, failed }) => (
              <option key={id} value={`exercise-${id}`}>
                Exercise {id} ({failed})
              </option>
            ))}
          </optgroup>
          <optgroup label="Checks">
            {about.checks.map(({ id, title, failed }) => (
              <option key={id} value={id}>
                {id} {title} ({failed})
              </option>
            ))}
          </optgroup>
          <optgroup label="Causes">
            {about.causes.map(({ key, check, why, failed }) => (
              <option key={key} value={key}>
                {check} {why} ({failed})
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {(list.name ?? list.show ?? list.failing) !== undefined && (
        <a class="clear" href={classHref(undefined, list.sort === undefined ? {} : { sort: list.sort })}>
          Show everybody
        </a>
      )}
    </form>
  );
}

interface SortLinkProps {
  readonly list: ListQuery;
  readonly by: string;
  readonly children: JSX.Element["props"]["children"];
}

/** Sorts by this; a second time, the other way round. */
function SortLink({ list, by, children }: SortLinkProps): JSX.Element {
  const direction = directionOf(list, by);
  const sort = direction === "ascending" ? `-${by}` : by;
  return (
    <a class="sort" href={classHref(undefined, { ...list, sort })} data-sorted={direction}>
      {children}
      {direction !== undefined && <span class="visually-hidden">, sorted {direction}</span>}
    </a>
  );
}

function directionOf({ sort = "name" }: ListQuery, by: string): "ascending" | "descending" | undefined {
  return sort === by ? "ascending" : sort === `-${by}` ? "descending" : undefined;
}

const STATUS: Readonly<Record<ClassRow["status"], string>> = {
  graded: "",
  "not-gradable": "could not be run",
  "grader-error": "the workbook failed",
  "nothing-handed-in": "handed in nothing",
  "not-matched": "no submission matched",
  "not-graded-yet": "not graded yet",
  "needs-a-decision": "needs a decision",
  excused: "excused",
};

interface LineProps {
  readonly row: ClassRow;
  /** Whether another line has the same name. */
  readonly isNamesake: boolean;
  readonly exercises: readonly string[];
  readonly list: ListQuery;
}

function Line({ row, isNamesake, exercises, list }: LineProps): JSX.Element {
  const { id, name, status, late, cause, grade } = row;
  const remarks = [
    isNamesake ? row.submission : null,
    STATUS[status],
    ...(late ? ["late"] : []),
    ...(grade?.comment ? ["comment"] : []),
    ...(draftOf(id) === undefined ? [] : ["typed, not saved"]),
  ].filter(Boolean);
  return (
    <tr>
      <th scope="row">
        <a href={classHref(id, list)}>
          <bdi>{name}</bdi>
        </a>
        {remarks.length > 0 && <span class="soft small"> {remarks.join(", ")}</span>}
        {cause !== "" && <span class="cause">{cause}</span>}
      </th>
      {exercises.map((exercise) => (
        <td key={exercise}>{stateOf(row, exercise)}</td>
      ))}
      <td class="score numeric">
        <Score row={row} />
      </td>
    </tr>
  );
}

function stateOf({ status, exercises }: ClassRow, exercise: string): JSX.Element | null {
  const state = exercises[exercise];
  if (state === undefined) return null;
  if (status === "not-gradable") return <StateMark state="failed" word="not run" />;
  return <StateMark state={state} />;
}

/** The points that count, and below how they came about. */
export function Score({ row: { score, grade } }: { readonly row: ClassRow }): JSX.Element {
  if (grade === null || grade.final === null) return <>{score}</>;
  const points = `${grade.final} of ${grade.possible}`;
  if (score === points) return <>{score}</>;
  const how = score.endsWith(`: ${points}`) ? score.slice(0, -points.length - 2) : score;
  return (
    <>
      <strong>{points}</strong> <span class="how">{how}</span>
    </>
  );
}

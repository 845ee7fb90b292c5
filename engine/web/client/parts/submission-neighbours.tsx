import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ClassRow, ClassView } from "../../api.ts";
import { classHref, navigate } from "../route.ts";
import { listQuery, shownRows } from "../state/class-rows.ts";

interface Neighbours {
  readonly before: ClassRow | undefined;
  readonly after: ClassRow | undefined;
  /** 1-based; 0 when the line is not among those that are shown. */
  readonly place: number;
  readonly of: number;
}

/** The lines before and after one, in the filter and order of the address. */
export function neighboursOf(id: string, about: ClassView, query: URLSearchParams): Neighbours {
  const rows = shownRows(about, query);
  const index = rows.findIndex((row) => row.id === id);
  return {
    before: index > 0 ? rows[index - 1] : undefined,
    // A line that was just graded may not fit the filter any more; then the first that does comes next.
    after: rows[index + 1],
    place: index + 1,
    of: rows.length,
  };
}

/** The next one keeps what is looked at: its comparison, or the same check. */
export function neighbourHref({ id }: ClassRow, query: URLSearchParams): string {
  const [diff, check] = [query.get("diff"), query.get("check")];
  return classHref(id, {
    ...listQuery(query),
    ...(diff === null ? {} : { diff }),
    ...(check === null ? {} : { check }),
  });
}

interface NeighboursProps {
  readonly id: string;
  readonly about: ClassView;
  readonly query: URLSearchParams;
}

/** Goes to the submission before and after this one: by links, and by the arrow keys where they do nothing else. */
export function SubmissionNeighbours({ id, about, query }: NeighboursProps): JSX.Element {
  const { before, after, place, of } = neighboursOf(id, about, query);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (movesWithArrows(event.target)) return;
      const to = event.key === "ArrowLeft" ? before : event.key === "ArrowRight" ? after : undefined;
      if (to === undefined) return;
      event.preventDefault();
      navigate(neighbourHref(to, query));
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [before, after, query]);
  return (
    <nav class="neighbours" aria-label="Submissions">
      <span>
        {before !== undefined && (
          <a href={neighbourHref(before, query)} rel="prev">
            <kbd>←</kbd> <bdi>{before.name}</bdi>
          </a>
        )}
      </span>
      <span class="soft small numeric">{place > 0 ? `${place} of ${of}` : `not among the ${of} shown`}</span>
      <span>
        {after !== undefined && (
          <a href={neighbourHref(after, query)} rel="next">
            <bdi>{after.name}</bdi> <kbd>→</kbd>
          </a>
        )}
      </span>
    </nav>
  );
}

/** Whether the arrow keys do something else there: edit text, choose, or scroll sideways. */
function movesWithArrows(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], [role='region'], [role='group'], pre, svg") !== null
  );
}

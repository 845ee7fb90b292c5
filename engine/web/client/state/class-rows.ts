/** Which lines of a class are shown, and in which order: by the address alone, so that it can be kept and passed on. */
import type { ClassRow, ClassView } from "../../api.ts";

/** What of the query says which lines are shown. Views of one submission pass it on. */
const LIST_PARAMETERS = ["show", "failing", "name", "sort"] as const;

export type ListQuery = Readonly<Partial<Record<(typeof LIST_PARAMETERS)[number], string>>>;

export function listQuery(query: URLSearchParams): ListQuery {
  return Object.fromEntries(
    LIST_PARAMETERS.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === "" ? [] : [[name, value]];
    }),
  );
}

/** The choices of `show`, with the words that the page uses for them. */
export const SHOW: Readonly<Record<string, { readonly words: string; readonly is: (row: ClassRow) => boolean }>> = {
  decide: { words: "needs a decision", is: ({ status }) => status === "needs-a-decision" },
  passed: { words: "passed every exercise", is: ({ passed }) => passed },
  part: { words: "part of the score", is: ({ share }) => share !== null && share > 0 && share < 1 },
  zero: { words: "a score of zero", is: ({ share }) => share === 0 },
  none: { words: "no score", is: ({ share }) => share === null },
  late: { words: "late", is: ({ late, grade }) => late || grade?.late != null },
  decided: { words: "points or comment by a person", is: ({ grade }) => grade?.decision != null },
  absent: {
    words: "handed in nothing",
    is: ({ status }) => status === "nothing-handed-in" || status === "not-matched",
  },
};

/** The lines that the query selects, in its order. */
export function shownRows({ rows }: Pick<ClassView, "rows">, query: URLSearchParams): ClassRow[] {
  const { show = "", failing = "", name = "", sort = "" } = listQuery(query);
  const [, exercise] = /^exercise-(\d+)$/.exec(failing) ?? [];
  const wanted = name.trim().toLocaleLowerCase();
  const found = rows.filter(
    (row) =>
      `${row.name}\n${row.submission ?? ""}`.toLocaleLowerCase().includes(wanted) &&
      (SHOW[show]?.is(row) ?? true) &&
      (failing === "" ||
        row.causes.includes(failing) ||
        (exercise !== undefined && row.exercises[exercise] !== undefined && row.exercises[exercise] !== "passed")),
  );
  const isDown = sort.startsWith("-");
  const by = ORDERS[isDown ? sort.slice(1) : sort] ?? byExercise(isDown ? sort.slice(1) : sort);
  const sorted = by === undefined ? found : found.toSorted(by);
  return isDown ? sorted.toReversed() : sorted;
}

type Order = (one: ClassRow, other: ClassRow) => number;

// Lines come by name, and sorting keeps the order of equal ones.
const ORDERS: Readonly<Record<string, Order>> = {
  name: () => 0,
  score: (one, other) => (one.share ?? -1) - (other.share ?? -1),
  cause: (one, other) => Number(one.cause === "") - Number(other.cause === "") || compare(one.cause, other.cause),
};

const RANK: Readonly<Record<ClassRow["exercises"][string], number>> = { failed: 0, error: 1, passed: 2 };

/** Those that failed it first, and those for whom it was not graded last. */
function byExercise(sort: string): Order | undefined {
  const [, exercise] = /^exercise-(\d+)$/.exec(sort) ?? [];
  if (exercise === undefined) return undefined;
  const rank = ({ exercises }: ClassRow) => RANK[exercises[exercise] ?? "passed"] + Number(!(exercise in exercises));
  return (one, other) => rank(one) - rank(other);
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, undefined, { numeric: true });
}

import { classReport } from "../report/html/class-report.tsx";
import { namedWork, type SimilarWork } from "../similar/similar-work.ts";
import type { ClassList, NamedResult } from "./class-list.ts";
import { namedDifference, type Difference } from "../report/difference.ts";
import type { GradingConfig } from "./grading-config.ts";

/** What the page of a class shows besides the results. */
export interface PageFacts {
  readonly config: GradingConfig;
  /** When the last grading ended; undefined when there was none. */
  readonly gradedAt: Date | undefined;
  /** From the results that were active before. */
  readonly difference?: Difference | undefined;
  readonly similar?: SimilarWork | undefined;
}

/** Renders `report.html`, which names students where a set names submissions. */
export function classPage(
  { results, unjudged }: ClassList,
  { config, gradedAt, difference, similar }: PageFacts,
): string {
  const times = new Map<string, number>();
  for (const { student } of results) times.set(student.id, (times.get(student.id) ?? 0) + 1);
  // Ids are unique on the page; a student may have several submissions.
  const uniqueId = ({ name, student }: NamedResult) =>
    times.get(student.id) === 1 ? student.id : `${student.id} (${name})`;
  // A submission of several students is named by the first of them.
  const ids = new Map(results.toReversed().map((result) => [result.name, uniqueId(result)]));
  const idOf = (name: string) => ids.get(name) ?? name;
  return classReport({
    results: results.map((result) => ({ ...result, student: { ...result.student, id: uniqueId(result) } })),
    asked: unjudged.flatMap(({ student, why, submission, found }) =>
      why === "needs-a-decision" ? [{ student, submission: submission ?? student.id, found: found ?? "" }] : [],
    ),
    excused: unjudged.filter(({ why }) => why === "excused").map(({ student }) => student),
    notMatched: unjudged.filter(({ why }) => why === "not-matched").map(({ student }) => student),
    absent: unjudged.filter(({ why }) => why === "nothing-handed-in").map(({ student }) => student),
    grading: {
      at: gradedAt ?? new Date(),
      seeds: "one for each submission, from the grading secret",
      versions: [`workbook ${config.tool}`, `Node ${config.node}`],
    },
    similar: similar && namedWork(similar, idOf),
    difference: difference && namedDifference(difference, idOf),
  });
}

/** Pairs of similar submissions as terminal text. Pure. */
import { plainLine } from "./export/plain.ts";
import type { Student } from "./export/student.ts";
import { hang, pageFor } from "../text/layout.ts";

const NAMED = 5;

export interface ShownPairs {
  /** `a` and `b` are names of submissions; `share` is 0 to 1. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly share: number }[];
  readonly more: number;
}

/** Empty when there is no pair. */
export function similarText(
  results: readonly { readonly name: string; readonly student: Student }[],
  { pairs, more }: ShownPairs,
  options: { readonly color: boolean; readonly columns?: number | undefined },
): string {
  if (pairs.length === 0) return "";
  const page = pageFor(options);
  const ids = new Map(results.map(({ name, student }) => [name, student.id]));
  const called = (name: string) => plainLine(ids.get(name) ?? name, 40);
  const left = pairs.length - NAMED + more;
  const where = more > 0 ? `the first ${pairs.length} are in report.html` : "all are in report.html";
  const lines = [
    ...hang(page, "  ", "similar; worth comparing side by side, but not a verdict"),
    ...pairs
      .slice(0, NAMED)
      .flatMap(({ a, b, share }) =>
        hang(page, `    ${String(Math.round(share * 100)).padStart(3)} %  `, `${called(a)} and ${called(b)}`),
      ),
    ...(left > 0 ? [`    and ${left} more; ${where}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

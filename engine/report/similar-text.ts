/** Similar submissions as terminal text: copies, what equals the reference or earlier work, and pairs. Pure. */
import { isAnythingSimilar, namedWork, type SimilarWork } from "../similar/similar-work.ts";
import { hang, pageFor } from "../text/layout.ts";
import { plainLine } from "./export/plain.ts";
import type { Student } from "./export/student.ts";

/** How many pairs, and how many groups, are listed; report.html has all of them. */
const LISTED = 5;
/** How many names of one group are listed. */
const NAMED = 12;

/** Empty when there is nothing to look at. */
export function similarText(
  results: readonly { readonly name: string; readonly student: Student }[],
  similar: SimilarWork,
  options: { readonly color: boolean; readonly columns?: number | undefined },
): string {
  if (!isAnythingSimilar(similar)) return "";
  const page = pageFor(options);
  const ids = new Map(results.map(({ name, student }) => [name, student.id]));
  const work = namedWork(similar, (name) => plainLine(ids.get(name) ?? name, 40));
  const { groups, sameAsReference, earlier, pairs, more } = work;
  const item = (label: string, text: string) => hang(page, `    ${label}`, text, { rest: "      " });
  const rest = (length: number) => (length > LISTED ? [`    and ${length - LISTED} more; see report.html`] : []);
  const lines = [
    ...hang(page, "  ", "alike; worth comparing side by side, but not a verdict"),
    ...groups
      .slice(0, LISTED)
      .flatMap(({ names, identical }) =>
        item(
          identical ? "the same files: " : "the same but for names, comments and layout: ",
          `${some(names)} (${names.length})`,
        ),
      ),
    ...rest(groups.length),
    ...(sameAsReference.length > 0
      ? item("the same as the reference: ", `${some(sameAsReference)} (${sameAsReference.length})`)
      : []),
    ...earlier
      .slice(0, LISTED)
      .flatMap(({ name, like, same, share }) =>
        item(same ? "the same as " : `${percent(share)} also in `, `${plainLine(like, 60)}: ${name}`),
      ),
    ...rest(earlier.length),
    ...pairs
      .slice(0, LISTED)
      .flatMap(({ a, b, share }) => hang(page, `    ${percent(share).padStart(5)}  `, `${a} and ${b}`)),
    ...rest(pairs.length + more),
  ];
  return `${lines.join("\n")}\n`;
}

function some(names: readonly string[]): string {
  const left = names.length - NAMED;
  return names.slice(0, NAMED).join(", ") + (left > 0 ? ` and ${left} more` : "");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

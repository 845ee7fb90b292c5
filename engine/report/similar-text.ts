/** Similar submissions as terminal text: copies, what equals the reference or earlier work, and pairs. Pure. */
import { isAnythingSimilar, namedWork, type SimilarWork } from "../similar/similar-work.ts";
import { hang, pageFor } from "../text/layout.ts";
import { separated } from "../text/phrases.ts";
import { plainLine } from "./export/plain.ts";

/** How many pairs, and how many groups, are listed; report.html has all of them. */
const LISTED = 5;
/** How many names of one group are listed. */
const NAMED = 12;
const NAME_CHARACTERS = 40;

/** Empty when there is nothing to look at. @param nameOf what to call a submission */
export function similarText(
  similar: SimilarWork,
  nameOf: (submission: string) => string,
  options: { readonly color: boolean; readonly columns?: number | undefined },
): string {
  if (!isAnythingSimilar(similar)) return "";
  const page = pageFor(options);
  const work = namedWork(similar, (name) => plainLine(nameOf(name), NAME_CHARACTERS));
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
  return separated(names.slice(0, NAMED)) + (left > 0 ? ` and ${left} more` : "");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

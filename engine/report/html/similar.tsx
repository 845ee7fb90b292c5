/** Work to look at together: copies, what equals the reference or earlier work, and pairs that share much code. */
import type { ComponentChildren, JSX } from "preact";
import type { MatchingRegion, Passage } from "../../similar/regions.ts";
import { isAnythingSimilar, type SimilarWork } from "../../similar/similar-work.ts";
import { count } from "../../text/phrases.ts";
import { plainLine } from "../export/plain.ts";
import type { Graded, Student } from "../export/student.ts";
import { percent } from "./bar.tsx";
import { NameLink, type Anchors } from "./who.tsx";

const LINE_CHARACTERS = 300;
/** More pairs than an instructor looks at; so many show that the assignment leaves little choice. */
const MOST_PAIRS = 50;
const MOST_REGIONS = 4;

export function Similar({
  results,
  similar,
  students,
  anchors,
}: {
  readonly results: readonly Graded[];
  readonly similar: SimilarWork | undefined;
  readonly students: ReadonlyMap<string, Student>;
  readonly anchors: Anchors;
}): JSX.Element | null {
  if (similar === undefined || !isAnythingSimilar(similar)) return null;
  const { groups, sameAsReference, earlier, pairs, more } = similar;
  const link = (id: string) => <NameLink key={id} student={students.get(id) ?? { id }} anchors={anchors} />;
  return (
    <section aria-labelledby="similar">
      <h2 id="similar">Look at these together</h2>
      <p>
        Two people can write the same by chance or from the same source: these lists are places to look, never a
        verdict. <code>{compareCommand(results)}</code> shows two submissions side by side, files and behaviour.
      </p>
      <Part title="Copies" isThere={groups.length > 0}>
        {groups.map(({ names, identical }) => (
          <li key={names.join("\n")}>
            {count(names.length, "submission")},{" "}
            {identical ? "the same files" : "the same but for names, comments and layout"}: {listed(names.map(link))}
          </li>
        ))}
      </Part>
      <Part title="The same as the reference" isThere={sameAsReference.length > 0}>
        <li>{listed(sameAsReference.map(link))}</li>
      </Part>
      <Part title="Like earlier work" isThere={earlier.length > 0}>
        {earlier.map(({ name, like, same, share }) => (
          <li key={name}>
            {link(name)}: {same ? "the same as" : `${percent(share)} also in`}{" "}
            <code>{plainLine(like, LINE_CHARACTERS)}</code>
          </li>
        ))}
      </Part>
      <Part title="Pairs that share much code of their own" isThere={pairs.length > 0}>
        {pairs.slice(0, MOST_PAIRS).map(({ a, b, share, regions }) => (
          <li key={`${a}\n${b}`}>
            {link(a)} and {link(b)}: {percent(share)} alike
            {regions.length === 0 ? "" : <span class="dim">, {regionsOf(regions)}</span>}
          </li>
        ))}
      </Part>
      {pairs.length + more > MOST_PAIRS ? (
        <p>
          The {MOST_PAIRS} most similar of {pairs.length + more} pairs are shown.
        </p>
      ) : null}
    </section>
  );
}

function Part({
  title,
  isThere,
  children,
}: {
  readonly title: string;
  readonly isThere: boolean;
  readonly children: ComponentChildren;
}): JSX.Element | null {
  if (!isThere) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </>
  );
}

/** The command with the folder that the submissions are in; only their names are left to fill in. */
function compareCommand(results: readonly Graded[]): string {
  const { lesson = "LESSON", submission = "" } = results[0]?.verdict ?? {};
  const folder = submission.slice(0, Math.max(0, submission.lastIndexOf("/") + 1));
  return plainLine(`npm run compare ${lesson} "${folder}ONE" "${folder}OTHER" -- --html pair.html`, LINE_CHARACTERS);
}

/** Separated by semicolons: names may be written `Lovelace, Ada`. */
function listed(items: readonly JSX.Element[]): ComponentChildren {
  return items.map((item, index) => (index === 0 ? item : ["; ", item]));
}

function regionsOf(regions: readonly MatchingRegion[]): string {
  const shown = regions
    .slice(0, MOST_REGIONS)
    .map(({ a, b }) => (a.file === b.file ? `${placeOf(a)} and ${b.from}-${b.to}` : `${placeOf(a)} and ${placeOf(b)}`));
  const left = regions.length - shown.length;
  return shown.join("; ") + (left > 0 ? `; ${left} more` : "");
}

function placeOf({ file, from, to }: Passage): string {
  return plainLine(`${file}:${from}-${to}`, LINE_CHARACTERS);
}

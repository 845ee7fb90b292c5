import type { SetEntry } from "../../batch/sets.ts";
import type { Grade } from "../../policy/grade.ts";
import { isAnythingSimilar, namedWork } from "../../similar/similar-work.ts";
import type { ClassRow, ClassState, ClassView, SimilarView } from "../api.ts";
import { failuresIn } from "./class-causes.ts";
import type { Person } from "./class-people.ts";
import { rowOf } from "./class-row.ts";
import type { ClassSnapshot } from "./class-snapshot.ts";

export interface ViewOptions {
  /** As the user named the folder of results. */
  readonly folder: string;
  /** What was last written into reports, by submission. */
  readonly published: ReadonlyMap<string, Grade>;
  /** Whether the page may show names. */
  readonly mayShow: boolean;
  readonly state: ClassState;
  /** See `ClassGrading.isSettling`. */
  readonly isSettling: (submission: string) => boolean;
}

/** The class as the page shows it. */
export function classView(
  snapshot: ClassSnapshot,
  { folder, published, mayShow, state, isSettling }: ViewOptions,
): ClassView {
  const { set, facts, shown, people, policyFault, pseudonyms } = snapshot;
  const failures = failuresIn(people);
  const rows = rowsOf(snapshot, people, isSettling, failures);
  const unused = policyFault === "" ? [] : [`${policyFault} Scores are shown without it.`];
  const always = facts.anonymous || !mayShow;
  return {
    ...state,
    folder,
    lesson: set.config.lesson,
    title: set.title,
    rows,
    exercises: [...new Set(rows.flatMap(({ exercises }) => Object.keys(exercises)))],
    checks: failures.checks,
    causes: failures.causes,
    similar: similarIn(snapshot),
    remarks: [...unused, ...shown.remarks],
    unpublished: policyFault === "" ? people.filter((person) => isUnpublished(person, published, snapshot)).length : 0,
    anonymous: pseudonyms === undefined ? "no" : always ? "always" : "yes",
    canGrade: facts.command !== null,
  };
}

/** The lines of some people of a class. */
export function rowsOf(
  { people: everybody, set, pseudonyms }: ClassSnapshot,
  people: readonly Person[],
  isSettling: ViewOptions["isSettling"],
  { rows } = failuresIn(everybody),
): ClassRow[] {
  const entries = new Map(set.entries.map((entry) => [entry.name, entry]));
  return people.map((person) => {
    const { submission = "" } = person;
    return rowOf(person, rows.get(person.id) ?? { keys: [], first: "" }, {
      choices: choicesOf(entries.get(submission)).map((choice) => pseudonyms?.text(choice) ?? choice),
      settling: isSettling(submission),
    });
  });
}

/** What of a submission that needs a decision could be graded, as `--decide` takes it. */
export function choicesOf(entry: SetEntry | undefined): readonly string[] {
  return entry?.outcome === "needs-a-decision" ? (entry.choices ?? []) : [];
}

/** Work to look at together, by the ids of lines. */
function similarIn({ facts: { similar }, people }: ClassSnapshot): SimilarView | null {
  if (similar === null || !isAnythingSimilar(similar)) return null;
  const ids = new Map(people.map(({ submission, id }) => [submission ?? "", id]));
  const { groups, sameAsReference, earlier, pairs, more } = namedWork(similar, (name) => ids.get(name) ?? name);
  return { groups, sameAsReference, earlier, more, pairs: pairs.map(({ a, b, share }) => ({ a, b, share })) };
}

/** Whether the reports say something else about a submission than they would now. */
function isUnpublished(
  { submission, shown: [one] }: Person,
  published: ViewOptions["published"],
  { pseudonyms }: ClassSnapshot,
): boolean {
  if (submission === undefined || one?.verdict === undefined) return false;
  const alias = pseudonyms?.ofSubmission(submission);
  const written = published.get(submission) ?? (alias === undefined ? undefined : published.get(alias));
  return says(one.grade) !== says(written);
}

function says(grade: Grade | undefined): string {
  return grade === undefined ? "" : JSON.stringify([grade.text, grade.final, grade.comment, grade.decision?.by ?? ""]);
}

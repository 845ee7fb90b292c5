import type { Graded, Student, Unjudged } from "./export/student.ts";

interface Named {
  readonly results: readonly (Pick<Graded, "student"> & { readonly name: string })[];
  readonly unjudged: readonly Pick<Unjudged, "student" | "submission">[];
}

/** What a report calls a submission: by its students, as it calls them everywhere, and with the id where two have one name. */
export function submissionNames({ results, unjudged }: Named): (submission: string) => string {
  const people = new Map<string, Student[]>();
  const ofName = new Map<string, Set<string>>();
  for (const { student, submission } of [
    ...results.map(({ student, name }) => ({ student, submission: name })),
    ...unjudged,
  ]) {
    const { id, name = id } = student;
    ofName.set(name, (ofName.get(name) ?? new Set()).add(id));
    if (submission !== undefined) people.set(submission, [...(people.get(submission) ?? []), student]);
  }
  const called = ({ id, name = id }: Student) => ((ofName.get(name)?.size ?? 0) > 1 ? `${name} (${id})` : name);
  return (submission) => people.get(submission)?.map(called).join(" and ") ?? submission;
}

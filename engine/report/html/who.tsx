/** The names of students, and links to their submissions in the page. */
import type { JSX } from "preact";
import { plainLine } from "../export/plain.ts";
import type { Student } from "../export/student.ts";

const NAME_CHARACTERS = 80;
/** Names in a list of examples. */
const MOST_NAMED = 12;

/** Student's id -> anchor in the page. */
export type Anchors = ReadonlyMap<string, string>;

export function anchorsOf(students: readonly Student[]): Anchors {
  return new Map(students.map(({ id }, index) => [id, `submission-${index + 1}`]));
}

/** The name, or the id of a student without one. Isolated, so that a right-to-left name does not reorder the text around it. */
export function Name({ student: { id, name } }: { readonly student: Student }): JSX.Element {
  const shown = plainLine(name ?? "", NAME_CHARACTERS);
  return <bdi>{shown === "" ? plainLine(id, NAME_CHARACTERS) || "(no name)" : shown}</bdi>;
}

/** The name as a link to the submission. */
export function NameLink({ student, anchors }: { readonly student: Student; readonly anchors: Anchors }): JSX.Element {
  const anchor = anchors.get(student.id);
  if (anchor === undefined) return <Name student={student} />;
  return (
    <a href={`#${anchor}`}>
      <Name student={student} />
    </a>
  );
}

/** The first few by name, and how many more there are. */
export function NameLinks({
  students,
  anchors,
}: {
  readonly students: readonly Student[];
  readonly anchors: Anchors;
}): JSX.Element {
  const left = students.length - MOST_NAMED;
  return (
    <>
      {students.slice(0, MOST_NAMED).map((student, index) => (
        <span key={student.id}>
          {index === 0 ? "" : ", "}
          <NameLink student={student} anchors={anchors} />
        </span>
      ))}
      {left > 0 ? ` and ${left} more` : ""}
    </>
  );
}

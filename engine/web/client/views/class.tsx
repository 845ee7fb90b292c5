import type { JSX } from "preact";
import type { ClassView } from "../../api.ts";
import { ClassDecisions } from "../parts/class-decisions.tsx";
import { ClassSimilar } from "../parts/class-similar.tsx";
import { ClassTable } from "../parts/class-table.tsx";
import { ClassTools } from "../parts/class-tools.tsx";
import { Missing } from "../parts/missing.tsx";
import { classHref } from "../route.ts";
import { classView } from "../state/class.ts";
import { listQuery } from "../state/class-rows.ts";
import { Submission } from "./submission.tsx";

export interface ClassPageProps {
  /** The submission to show; undefined for the table. */
  readonly submission: string | undefined;
  readonly query: URLSearchParams;
}

/** A graded class: what is to be decided, the table of everybody, and work that is alike; or one submission in full. */
export function ClassPage({ submission, query }: ClassPageProps): JSX.Element {
  const about = classView.value;
  if (about === null) return <p class="soft view">Reading the class…</p>;
  if (typeof about === "string") return <Missing sentence={about} />;
  if (submission !== undefined) return <Submission key={submission} id={submission} about={about} query={query} />;
  return (
    <>
      <header class="plain-head">
        <p class="label">{about.folder}</p>
        <h1>{about.title}: the class</h1>
        <p>{inShort(about)}</p>
        <ClassTools about={about} />
      </header>
      <ClassDecisions about={about} />
      <ClassTable about={about} query={query} />
      <Absent about={about} query={query} />
      <ClassSimilar about={about} />
      <Remarks about={about} />
    </>
  );
}

/** For example `14 handed in, 9 passed every exercise; 2 need a decision; 1 handed in nothing`. */
function inShort({ rows }: ClassView): string {
  const number = (is: (row: ClassView["rows"][number]) => boolean) => rows.filter(is).length;
  const asked = number(({ status }) => status === "needs-a-decision");
  const absent = number(({ status }) => status === "nothing-handed-in");
  const unmatched = number(({ status }) => status === "not-matched");
  const waiting = number(({ status }) => status === "not-graded-yet");
  const parts = [
    `${rows.length - absent - unmatched} handed in, ${number(({ passed }) => passed)} passed every exercise`,
    ...(asked > 0 ? [`${asked} ${asked === 1 ? "needs" : "need"} a decision`] : []),
    ...(waiting > 0 ? [`${waiting} not graded yet`] : []),
    ...(unmatched > 0 ? [`of ${unmatched} no submission was matched`] : []),
    ...(absent > 0 ? [`${absent} handed in nothing`] : []),
  ];
  return `${parts.join("; ")}.`;
}

interface PartProps {
  readonly about: ClassView;
  readonly query: URLSearchParams;
}

function Absent({ about: { rows }, query }: PartProps): JSX.Element | null {
  const absent = rows.filter(({ status }) => status === "nothing-handed-in");
  if (absent.length === 0) return null;
  return (
    <section class="class-part" aria-labelledby="absent">
      <h2 id="absent">Handed in nothing: {absent.length}</h2>
      <ul class="names">
        {absent.map(({ id, name }) => (
          <li key={id}>
            <a href={classHref(id, listQuery(query))}>
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Remarks({ about: { remarks } }: Pick<PartProps, "about">): JSX.Element | null {
  if (remarks.length === 0) return null;
  return (
    <section class="class-part" aria-labelledby="remarks">
      <h2 id="remarks">To know</h2>
      <ul class="remarks">
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </section>
  );
}

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ClassRow, ClassView, DecideRequest } from "../../api.ts";
import { classHref } from "../route.ts";
import { action } from "../state/action.ts";
import { ask } from "../state/ask.ts";
import { refresh } from "../state/class.ts";

const deciding = action();
/** The line that the last decision was about. */
const decidedLast = signal("");

/** Submissions that have no score until the instructor decides: what was found, and what can be done. */
export function ClassDecisions({ about }: { readonly about: ClassView }): JSX.Element | null {
  const asked = about.rows.filter(({ status }) => status === "needs-a-decision");
  if (asked.length === 0) return null;
  return (
    <section class="class-part" aria-labelledby="asked">
      <h2 id="asked">Needs a decision: {asked.length}</h2>
      <p class="soft">
        Not graded, and without a score until you decide. Files that you have put in order elsewhere on this machine:{" "}
        <code>npm run grade … -- --decide ID=PATH</code>.
      </p>
      <ul class="decisions">
        {asked.map((row) => (
          <li key={row.id}>
            <p>
              <a href={classHref(row.id, { show: "decide" })}>
                <bdi>{row.name}</bdi>
              </a>
              : {row.cause}
            </p>
            <Decide row={row} about={about} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What can be decided about one submission that needs it. */
export function Decide({ row, about }: { readonly row: ClassRow; readonly about: ClassView }): JSX.Element | null {
  if (!about.canGrade) return null;
  const choices: { readonly words: string; readonly request: DecideRequest }[] = [
    ...row.choices.map((place) => ({
      words: place === "." ? "Grade all of it" : `Grade ${place}`,
      request: { choice: "place" as const, place },
    })),
    { words: "Zero", request: { choice: "zero" } },
    { words: "Excused", request: { choice: "excused" } },
  ];
  return (
    <div class="tools" role="group" aria-label={`Decide about ${row.name}`}>
      {choices.map(({ words, request }) => (
        <DecideButton key={words} id={row.id} request={request}>
          {words}
        </DecideButton>
      ))}
      {row.settling && <span class="soft">Decided, and graded as soon as the class is.</span>}
      <Fault id={row.id} />
    </div>
  );
}

/** Takes back what was decided. */
export function Undo({ row, about }: { readonly row: ClassRow; readonly about: ClassView }): JSX.Element | null {
  if (!about.canGrade) return null;
  return (
    <>
      <DecideButton id={row.id} request={{ choice: "undo" }}>
        Undo the decision
      </DecideButton>
      <Fault id={row.id} />
    </>
  );
}

interface DecideButtonProps {
  readonly id: string;
  readonly request: DecideRequest;
  readonly children: string;
}

function DecideButton({ id, request, children }: DecideButtonProps): JSX.Element {
  const decide = () =>
    void deciding.run(async () => {
      decidedLast.value = id;
      await ask("POST /api/class/:id/decide", { at: { id }, body: request });
      await refresh();
    });
  return (
    <button type="button" disabled={deciding.busy.value} onClick={decide}>
      {children}
    </button>
  );
}

/** Why the last decision was refused, beside what it was about. */
function Fault({ id }: { readonly id: string }): JSX.Element | null {
  return deciding.fault.value === "" || decidedLast.value !== id ? null : (
    <p class="notice failed" role="alert">
      {deciding.fault}
    </p>
  );
}

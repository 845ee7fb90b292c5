/** What both servers did with the same clients, by check; checks that differ are open. */
import type { JSX } from "preact";
import { FailureParts } from "../../report/html/failure-parts.tsx";
import { nameOf } from "../../report/export/words.ts";
import { count } from "../../text/phrases.ts";
import type { CheckResult, Verdict } from "../../verdict.ts";
import type { Behaviour, CheckComparison } from "../behaviour.ts";
import { LATE_MS } from "../conversation.ts";
import { mergedConversation } from "../merged-conversation.ts";
import { statuses } from "../render-behaviour.ts";
import type { Comparison } from "../render.ts";
import type { SideNames } from "../side-names.ts";
import { pairedItems } from "./paired-items.ts";
import { PairedConversation } from "./paired-conversation.tsx";

export function BehaviourSection({
  behaviour,
  verdicts,
  names,
}: {
  readonly behaviour: Behaviour;
  readonly verdicts: Comparison["verdicts"];
  readonly names: SideNames;
}): JSX.Element {
  const theirs = checksIn(verdicts.reference);
  const own = checksIn(verdicts.submission);
  return (
    <section aria-labelledby="behaviour">
      <h2 id="behaviour">Behaviour</h2>
      <p>
        The same clients sent the same messages to both servers. Late means more than {LATE_MS} ms after{" "}
        <bdi>{names.reference.inSentence}</bdi>. Other wording is not a difference.
      </p>
      {behaviour.exercises.map((exercise) => (
        <article key={exercise.id}>
          <h3>
            {nameOf(exercise)} <span class="dim">({statuses(exercise, names)})</span>
          </h3>
          {exercise.checks.length === 0 ? <p>No check was reached.</p> : null}
          {exercise.checks.map((check) => (
            <Check key={check.id} check={check} theirs={theirs.get(check.id)} own={own.get(check.id)} names={names} />
          ))}
        </article>
      ))}
    </section>
  );
}

interface CheckProps {
  readonly check: CheckComparison;
  readonly theirs: CheckResult | undefined;
  readonly own: CheckResult | undefined;
  readonly names: SideNames;
}

function Check({ check, theirs, own, names }: CheckProps): JSX.Element {
  const differs = check.reference !== check.submission || check.differences > 0;
  return (
    <details class="check" open={differs && check.notSent === null}>
      <summary>
        {nameOf(check)}: <span class={differs ? "state failed" : "state dim"}>{inShort(check, names)}</span>
      </summary>
      <div>
        <FailureOf check={theirs} name={names.reference.short} />
        <FailureOf check={own} name={names.submission.short} />
        {check.notSent === null ? (
          <PairedConversation
            pairs={pairedItems(mergedConversation(check.peers, theirs?.transcript ?? [], own?.transcript ?? []), names)}
            names={names}
            about={`check ${check.id}`}
          />
        ) : (
          <p>There are not two conversations to compare.</p>
        )}
      </div>
    </details>
  );
}

function inShort(check: CheckComparison, names: SideNames): string {
  if (check.notSent !== null) return check.notSent;
  const { differences } = check;
  const said = differences === 0 ? "alike" : count(differences, "difference");
  return check.reference === check.submission ? said : `${said}, ${statuses(check, names)}`;
}

function FailureOf({
  check,
  name,
}: {
  readonly check: CheckResult | undefined;
  readonly name: string;
}): JSX.Element | null {
  if (check === undefined || check.failure === null) return null;
  return (
    <>
      <p class="side">
        Why it failed for <bdi>{name}</bdi>
      </p>
      <FailureParts failure={check.failure} />
    </>
  );
}

function checksIn({ exercises }: Verdict): Map<string, CheckResult> {
  return new Map(exercises.flatMap(({ checks }) => checks.map((check) => [check.id, check] as const)));
}

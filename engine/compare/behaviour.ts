/** Compares two verdicts of the same lesson and seed by what the servers did. */
import { isRemark, type TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult, CheckStatus, ExerciseResult, ExerciseStatus, Verdict } from "../verdict.ts";
import { madeUpIds, type Arbitrary } from "./canonical.ts";
import { compareConversation } from "./conversation.ts";
import { isDifference, type Row } from "./row.ts";
import { ROLES, type SideNames } from "./side-names.ts";

export interface Behaviour {
  readonly seed: number;
  /**
   * True when both servers ran, their conversations have no differences, and all statuses are the same. Two servers that
   * could not be run have nothing in common that was observed.
   */
  readonly alike: boolean;
  /** How many checks have two conversations. With none, there is nothing to say about behaviour. */
  readonly compared: number;
  /** The number of missing, extra, different, late and moved messages. Other wording does not count. */
  readonly differences: number;
  readonly exercises: readonly ExerciseComparison[];
}

export interface ExerciseComparison {
  readonly id: number;
  readonly title: string;
  /** `null` when this verdict does not have the exercise. */
  readonly reference: ExerciseStatus | null;
  readonly submission: ExerciseStatus | null;
  readonly checks: readonly CheckComparison[];
}

export interface CheckComparison {
  readonly id: string;
  readonly title: string;
  /** `null` when the check was not reached. */
  readonly reference: CheckStatus | null;
  readonly submission: CheckStatus | null;
  /**
   * Why there are not two conversations to compare, for example `not reached with the submission`; otherwise `null`.
   */
  readonly notSent: string | null;
  readonly differences: number;
  readonly peers: readonly PeerComparison[];
}

export interface PeerComparison {
  readonly peer: string;
  readonly rows: readonly Row[];
}

/**
 * Compares the conversations of all checks by check, peer and message. The reference may be another submission, with
 * its name in `names`.
 * @throws RangeError when the seeds differ, because then the clients sent different messages
 */
export function compareBehaviour(reference: Verdict, submission: Verdict, names: SideNames = ROLES): Behaviour {
  if (reference.seed !== submission.seed)
    throw new RangeError(
      `two verdicts can only be compared with one seed, not with ${reference.seed} and ${submission.seed}`,
    );
  const exercises = byId(reference.exercises, submission.exercises).map(([theirs, own]) =>
    compareExercise(theirs, own, reference, submission, names),
  );
  const checks = exercises.flatMap(({ checks }) => checks);
  const differences = checks.reduce((sum, check) => sum + check.differences, 0);
  const compared = checks.filter(({ notSent }) => notSent === null).length;
  const sameStatuses = exercises.every((exercise) => exercise.reference === exercise.submission);
  return {
    seed: reference.seed,
    alike: compared > 0 && differences === 0 && sameStatuses && reference.outcome === submission.outcome,
    compared,
    differences,
    exercises,
  };
}

function compareExercise(
  theirs: ExerciseResult | undefined,
  own: ExerciseResult | undefined,
  reference: Verdict,
  submission: Verdict,
  names: SideNames,
): ExerciseComparison {
  const known = (theirs ?? own) as ExerciseResult;
  // The checks of an exercise share a server, so one may use an id that another one got.
  const ids = madeUpIds(eventsOf(theirs), eventsOf(own));
  return {
    id: known.id,
    title: known.title,
    reference: theirs?.status ?? null,
    submission: own?.status ?? null,
    checks: byId(theirs?.checks ?? [], own?.checks ?? []).map(([a, b]) =>
      compareCheck(
        a,
        b,
        { ports: portsOf(reference), ids: ids.reference },
        { ports: portsOf(submission), ids: ids.submission },
        names,
      ),
    ),
  };
}

function eventsOf(exercise: ExerciseResult | undefined): TranscriptEvent[] {
  return (exercise?.checks ?? []).flatMap(({ transcript }) => transcript);
}

function compareCheck(
  theirs: CheckResult | undefined,
  own: CheckResult | undefined,
  arbitrary: Arbitrary,
  ownArbitrary: Arbitrary,
  names: SideNames,
): CheckComparison {
  const known = (theirs ?? own) as CheckResult;
  const notSent = whyNotRun(theirs, names.reference.inSentence) ?? whyNotRun(own, names.submission.inSentence);
  const peers = notSent === null ? comparePeers(theirs, own, arbitrary, ownArbitrary) : [];
  const differences = peers.flatMap(({ rows }) => rows).filter(({ mark }) => isDifference(mark)).length;
  return {
    id: known.id,
    title: known.title,
    reference: theirs?.status ?? null,
    submission: own?.status ?? null,
    notSent,
    differences,
    peers,
  };
}

function whyNotRun(check: CheckResult | undefined, side: string): string | null {
  if (check === undefined) return `not reached with ${side}`;
  return check.status === "skipped" ? `not run with ${side}: ${check.skipped ?? "skipped"}` : null;
}

function comparePeers(
  theirs: CheckResult | undefined,
  own: CheckResult | undefined,
  arbitrary: Arbitrary,
  ownArbitrary: Arbitrary,
): PeerComparison[] {
  const events = theirs?.transcript ?? [];
  const ownEvents = own?.transcript ?? [];
  const peers = new Set([...events, ...ownEvents].filter((event) => !isRemark(event)).map(({ peer }) => peer));
  const side = (peer: string, all: readonly TranscriptEvent[], check: CheckResult | undefined, chosen: Arbitrary) => ({
    events: all.filter((event) => event.peer === peer),
    arbitrary: chosen,
    endedAt: endOf(check),
  });
  return [...peers].map((peer) => ({
    peer,
    rows: compareConversation(side(peer, events, theirs, arbitrary), side(peer, ownEvents, own, ownArbitrary)),
  }));
}

/**
 * A failed check waited for the missing message until its limit; one that passed stopped listening after its last
 * event.
 */
function endOf(check: CheckResult | undefined): number {
  return check?.status === "passed" ? Math.max(0, ...check.transcript.map(({ at }) => at)) : Number.POSITIVE_INFINITY;
}

function portsOf(verdict: Verdict): number[] {
  return verdict.server.ports.map(({ real }) => real);
}

/** Pairs the items of both sides by id: in the reference's order, then those that only the submission has. */
function byId<T extends { readonly id: string | number }>(
  reference: readonly T[],
  submission: readonly T[],
): [T | undefined, T | undefined][] {
  const ids = new Set([...reference, ...submission].map(({ id }) => id));
  return [...ids].map((id) => [reference.find((item) => item.id === id), submission.find((item) => item.id === id)]);
}

/**
 * Questions about a learner's own run: a conversation is shown up to a point, and the learner says what comes next, who
 * gets it, or who does not. The answers are what the transcript says. The wrong ones are what a near miss would have done
 * at that point: nothing, an event that belongs to another point of the same run, the message for too many or too few.
 */
import { createHash } from "node:crypto";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult, Verdict } from "../verdict.ts";
import { nextOf } from "./next.ts";
import { pointsOf } from "./points.ts";
import { nextRequestOf } from "./program.ts";
import { recipientsOf } from "./recipients.ts";

/** Of a longer conversation nobody reads the beginning, and without it the answer cannot be found. */
const EVENTS_LIMIT = 30;
const WRONG_CHOICES = 3;

export interface Prediction {
  /** The id of the check whose conversation it is; there is one question for each check at most. */
  readonly check: string;
  /** Everything that happened before the point. */
  readonly conversation: readonly TranscriptEvent[];
  readonly question: string;
  /** In an order that the run's seed decides; exactly one is correct. */
  readonly choices: readonly PredictionChoice[];
}

export interface PredictionChoice {
  /** A letter. */
  readonly id: string;
  readonly text: string;
  readonly correct: boolean;
  /** One sentence. */
  readonly explanation: string;
}

/** A question before its choices are put in order. */
export interface Asked {
  /** The index in the transcript of the first event that is not shown. */
  readonly at: number;
  /** The kind of event that is asked for: nothing is asked twice. */
  readonly about: string;
  readonly question: string;
  readonly right: Choice;
  /** The best first. */
  readonly wrong: readonly Choice[];
  /** How much there is to learn from it: the highest of an exercise is asked. */
  readonly worth: number;
}

export type Choice = Pick<PredictionChoice, "text" | "explanation">;

/**
 * The questions about a run, at most one for each exercise, in the order of the exercises. Empty when no conversation has a
 * point after which only one answer is possible, and for a run that did not pass.
 */
export function predictionsOf(verdict: Verdict): Prediction[] {
  if (verdict.outcome !== "graded" || !verdict.passed) return [];
  const checks = verdict.exercises.flatMap((exercise) => exercise.checks);
  const asked = new Set<string>();
  return verdict.exercises.flatMap((exercise) => {
    const questions = exercise.checks.flatMap((check) =>
      questionsOf(check, checks)
        .filter(({ at, about, wrong }) => at <= EVENTS_LIMIT && wrong.length === WRONG_CHOICES && !asked.has(about))
        .map((question) => ({ check, ...question })),
    );
    const best = questions.toSorted((a, b) => b.worth - b.at - (a.worth - a.at))[0];
    if (best === undefined) return [];
    asked.add(best.about);
    return [prediction(best, verdict.seed)];
  });
}

function questionsOf(check: CheckResult, checks: readonly CheckResult[]): Asked[] {
  return [
    ...pointsOf(check.transcript).flatMap((point) => [...recipientsOf(check, point), ...nextOf(check, point, checks)]),
    ...nextRequestOf(check),
  ].map((asked) => ({ ...asked, wrong: withoutEqual(asked).slice(0, WRONG_CHOICES) }));
}

/** Choices that read alike would both be right. */
function withoutEqual({ right, wrong }: Asked): Choice[] {
  return [...new Map([right, ...wrong].toReversed().map((choice) => [choice.text, choice])).values()]
    .toReversed()
    .filter(({ text }) => text !== right.text);
}

function prediction(
  { check, at, question, right, wrong }: Asked & { readonly check: CheckResult },
  seed: number,
): Prediction {
  const order = ({ text }: Choice) => createHash("sha256").update(`${seed} ${check.id} ${text}`).digest("hex");
  return {
    check: check.id,
    conversation: check.transcript.slice(0, at),
    question,
    choices: [right, ...wrong]
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .map((choice, index) => ({ id: "abcd".charAt(index), ...choice, correct: choice === right })),
  };
}

/** Asks the failed question again on a fresh server, and goes from what comes to the experiment that separates its causes. */
import { performance } from "node:perf_hooks";
import { jsonObject } from "../kit/pattern.ts";
import type { Failure } from "../verdict.ts";
import { Conversation, type Outcome } from "./conversation.ts";
import { afterLeaving } from "./experiments/after-leaving.ts";
import { answeredAgain } from "./experiments/answered-again.ts";
import { atOnce } from "./experiments/at-once.ts";
import { busyLine } from "./experiments/busy.ts";
import { controlFrames } from "./experiments/control-frames.ts";
import { hangingUp } from "./experiments/hanging-up.ts";
import { late, lateness } from "./experiments/lateness.ts";
import { listeners } from "./experiments/listeners.ts";
import { afterAnotherLeft, onlyBesideOthers, onlyFirst, onlyWhenAsked } from "./experiments/on-connecting.ts";
import { loggedError } from "./experiments/logged-error.ts";
import { alsoSentToOthers, endedConnection, recipients } from "./experiments/recipients.ts";
import { repetition } from "./experiments/repetition.ts";
import { wrongReply } from "./experiments/reply.ts";
import { textComparison } from "./experiments/text-comparison.ts";
import { textLength } from "./experiments/text-length.ts";
import { whereItEnded } from "./experiments/where-it-ended.ts";
import { whichMessage } from "./experiments/which-message.ts";
import type { ExperimentContext, FailedCheck, Finding } from "./failed-check.ts";
import { answerPlace } from "./places.ts";
import { wantsError, type Question } from "./question.ts";
import { assignment, runsText } from "./readings.ts";
import type { Sources } from "./sources.ts";

/** An answer that takes so long, in milliseconds, is late by itself, and not because of what came before. */
const LATE_MS = 1_500;

/** Rules out the causes that a silence usually has. */
const ANSWERED_NOW =
  "asked again on a fresh server, the same message is answered: what came before it, or when it came, makes the difference";

/** Codes for an answer too many. */
const DOUBLED = new Set(["answered-twice", "doubled"]);

/**
 * Asks again. Where several messages could be the one that matters, each is tried first; else nothing is said of a question
 * that other messages have prepared.
 */
export async function askAgain(
  check: FailedCheck,
  question: Question,
  context: ExperimentContext,
): Promise<Finding | undefined> {
  const isDoubled = DOUBLED.has(check.failure.code);
  const which = isAboutSeveral(question, check.failure)
    ? await onFreshServer(check, question, context, (conversation) =>
        whichMessage(conversation, { isDoubled, received: check.failure.received }, context.sources),
      )
    : undefined;
  if (which !== undefined || !question.standsAlone) return which;
  return onFreshServer(check, question, context, (conversation) => explained(check, conversation, context));
}

/** Whether the same client sent different messages, any of which could be the one that was answered wrongly. */
function isAboutSeveral({ texts, earlier, wanted, isRepeatable }: Question, { code }: Failure): boolean {
  const isMissing =
    wanted !== undefined && texts.length > 0 && code !== "connection-closed" && code !== "wrong-recipient";
  return isRepeatable && new Set([...earlier, ...texts]).size > 1 && (DOUBLED.has(code) || isMissing);
}

async function onFreshServer(
  check: FailedCheck,
  question: Question,
  context: ExperimentContext,
  experiment: (conversation: Conversation) => Promise<Finding | undefined>,
): Promise<Finding | undefined> {
  const conversation = await Conversation.open(await context.observe(check.exercise), question);
  if (conversation === undefined) return undefined;
  try {
    return await experiment(conversation);
  } finally {
    conversation.close();
  }
}

async function explained(
  check: FailedCheck,
  conversation: Conversation,
  context: ExperimentContext,
): Promise<Finding | undefined> {
  const { sources } = context;
  const { question, asker } = conversation;
  const { failure } = check;
  const askedAt = performance.now();
  // Who got what others had asked for asked nothing.
  const isOthers = failure.code === "wrong-recipient" && question.texts.length === 0;
  const texts = isOthers ? check.sent.slice(-1) : question.texts;
  const outcome = texts.length === 0 ? conversation.connecting : await conversation.ask(asker, texts);
  if (failure.code === "connection-closed") return hangingUp(conversation, outcome, sources);
  if (DOUBLED.has(failure.code)) {
    const again = await answeredAgain(conversation, outcome, sources);
    if (again !== undefined) return again;
  }
  const logged = loggedError(outcome.trace, conversation, sources);
  if (logged !== undefined) return logged;
  // Where nothing came in place of the answer, what comes now is not a reply either.
  const reply = failure.event === undefined ? undefined : outcome.others.at(-1)?.text;
  if (question.wanted === undefined) return lineThatSent(failure, outcome, sources);
  // What came in place of an answer, such as a welcome, says nothing when nobody listened.
  const unheard = outcome.answers.length === 0 ? listeners(conversation, outcome, sources) : undefined;
  if (unheard !== undefined) return unheard;
  if (outcome.answers.length === 0 && reply !== undefined)
    return (
      (await comparedText(conversation, reply, sources)) ??
      (await otherField(conversation, reply, sources)) ??
      wrongReply(reply, question, outcome, sources) ??
      assignment(failure, sources) ??
      runsText(question, sources) ??
      lineThatSent(failure, outcome, sources, reply)
    );
  if (outcome.answers.length < Math.max(1, question.texts.length))
    return silent(check, { conversation, outcome, askedAt }, context);
  if (failure.event === undefined && performance.now() - askedAt > LATE_MS)
    return (await busyLine(conversation.observed, sources)) ?? late(askedAt, sources);
  return answeredNow(check, { conversation, outcome }, context);
}

/** Whether a message is refused for how it is written, and the same message is answered when it is written otherwise. */
async function comparedText(conversation: Conversation, reply: string, sources: Sources): Promise<Finding | undefined> {
  const { texts, earlier, wanted } = conversation.question;
  const silent = texts.at(-1);
  const isRefused = jsonObject(reply) !== undefined && !wantsError(wanted);
  if (silent === undefined || !isRefused) return undefined;
  return textComparison(conversation, { answered: earlier.at(-1), silent }, sources);
}

/** Whether a message gets the right answer once its fields beside the type are taken away. */
async function otherField(conversation: Conversation, reply: string, sources: Sources): Promise<Finding | undefined> {
  const text = conversation.question.texts.at(-1) ?? "";
  const { type, ...others } = jsonObject(text) ?? {};
  if (typeof type !== "string" || Object.keys(others).length === 0) return undefined;
  const bare = JSON.stringify({ type });
  const outcome = await conversation.ask(conversation.asker, [bare]);
  if (outcome.answers.length !== 1) return undefined;
  const again = await conversation.ask(conversation.asker, [text]);
  if (again.answers.length > 0) return undefined;
  return {
    why: `${bare} is answered as it should be, and ${text} gets ${reply}: another field than the type decides, or the text is searched as a whole`,
    at: answerPlace(again.trace, reply, sources),
    hint: "Which part of the message does your code look at, and what else may stand in a message?",
  };
}

/** A fresh server answers: what came before matters, or who else gets the answer. */
async function answeredNow(
  check: FailedCheck,
  { conversation, outcome }: { readonly conversation: Conversation; readonly outcome: Outcome },
  context: ExperimentContext,
): Promise<Finding | undefined> {
  const { sources } = context;
  const { failure } = check;
  const last = conversation.question.texts.at(-1);
  const wasSilent = failure.event === undefined;
  if (last !== undefined && failure.code !== "wrong-recipient") {
    const found = (await repetition(conversation, last, { check, context })) ?? (await atOnce(conversation, sources));
    if (found !== undefined) return found;
  }
  const others =
    (await alsoSentToOthers(conversation, outcome, sources)) ??
    (last === undefined ? onlyBesideOthers(conversation, sources) : undefined) ??
    (await (last === undefined ? afterAnotherLeft(conversation, sources) : afterLeaving(conversation, last, sources)));
  if (others !== undefined) return others;
  if (last === undefined || !wasSilent) return lineThatSent(failure, outcome, sources);
  const seen = { ...failure, why: ANSWERED_NOW };
  return lineThatSent(seen, outcome, sources) ?? { why: seen.why, hint: seen.hint };
}

async function silent(
  check: FailedCheck,
  { conversation, outcome, askedAt }: { conversation: Conversation; outcome: Outcome; askedAt: number },
  context: ExperimentContext,
): Promise<Finding | undefined> {
  const { question } = conversation;
  const { sources } = context;
  const certain =
    onlyFirst(conversation, sources) ??
    (await recipients(conversation, outcome, sources)) ??
    listeners(conversation, outcome, sources) ??
    controlFrames(conversation, outcome) ??
    endedConnection(conversation, outcome, sources) ??
    (await onlyWhenAsked(conversation, sources));
  if (certain !== undefined) return certain;
  const text = question.texts.at(-1);
  if (text !== undefined) {
    const partial = await partlyAnswered(check, { conversation, outcome, text }, context);
    if (partial !== undefined) return partial;
  }
  return (
    (await lateness(conversation, { askedAt, timers: outcome.blocks.timers }, sources)) ??
    whereItEnded(conversation, outcome, sources)
  );
}

/** Some of the same messages are answered: which, and how often? */
async function partlyAnswered(
  check: FailedCheck,
  { conversation, outcome, text }: { conversation: Conversation; outcome: Outcome; text: string },
  context: ExperimentContext,
): Promise<Finding | undefined> {
  const { question, latest } = conversation;
  const again = (answered: string) => repetition(conversation, answered, { check, context });
  const once = outcome.answers.length > 0 ? await again(question.texts[0] ?? text) : undefined;
  if (once !== undefined) return once;
  const answered = question.earlier.at(-1);
  const compared =
    (await textComparison(conversation, { answered, silent: text }, context.sources)) ??
    (await textLength(conversation, text, context.sources));
  if (compared !== undefined || answered === undefined) return compared;
  const first = await conversation.ask(latest, [answered]);
  return first.answers.length > 0 ? again(answered) : undefined;
}

/** The code's own cause, and the line that sent the message. */
function lineThatSent(
  { why, hint }: Failure,
  { trace, others, answers }: Outcome,
  sources: Sources,
  message: string | undefined = (others.at(-1) ?? answers.at(-1))?.text,
): Finding | undefined {
  const at = answerPlace(trace, message, sources);
  return at === undefined ? undefined : { why, at, hint };
}

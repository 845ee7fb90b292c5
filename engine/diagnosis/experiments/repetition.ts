import { connectionsTo } from "../observed-server.ts";
import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import type { WebSocketClient } from "../../kit/transports/websocket/websocket-client.ts";
import { answeringBlock } from "../answering-block.ts";
import { countOf, type Conversation } from "../conversation.ts";
import type { ExperimentContext, FailedCheck, Finding } from "../failed-check.ts";
import type { Place } from "../sources.ts";
import { jsonObject } from "../../kit/pattern.ts";
import { wantsError, type Question } from "../question.ts";
import { ofKind } from "../trace.ts";

/** How long the server on which the check failed has for an answer now, in milliseconds. */
const ANSWER_AFTER_REST_MS = 200;
/** So many equal messages at once tell a limit in time from one for each connection, and from every other message. */
const BURST = 4;
/** How long nobody asks, in milliseconds: longer than servers pause that limit how often they answer. */
const PAUSE_MS = 1_500;

/**
 * Asks the same twice, and then as other clients: state of one connection, of all of them, or a limit in time.
 * @param text a text that was answered
 */
export async function repetition(
  conversation: Conversation,
  text: string,
  { check, context }: { readonly check: FailedCheck; readonly context: ExperimentContext },
): Promise<Finding | undefined> {
  const { question } = conversation;
  const again = await conversation.ask(conversation.asker, [text]);
  if (again.answers.length > 0) return limitInNumber(conversation, text);
  const once = addedOnce(conversation);
  if (once !== undefined) return once;
  const block = answeringBlock(again.blocks, question.wanted);
  const other = otherThan(text, conversation.question);
  const isOtherAnswered = other !== undefined && (await conversation.isAnswered(other));
  const at = block?.after ?? block?.at;
  if (other !== undefined && isOtherAnswered && (await isLikeTheLast(conversation, text, other)))
    return { ...LIKE_THE_LAST, at };
  if (other !== undefined && isOtherAnswered && (await isRemembered(conversation, text, other)))
    return {
      why: await remembered(conversation, text),
      at: block?.after,
      hint: "Where are earlier messages kept, and should one that comes again get no answer?",
    };
  const second = await conversation.ask(conversation.latest, [text]);
  return second.answers.length > 0
    ? perConnectionOrTime(conversation, text, { at, isOtherSilent: other !== undefined && !isOtherAnswered })
    : forAll({ check, context }, text, at);
}

/** Whether the listener for messages is one that runs once. */
function addedOnce({ observed }: Conversation): Finding | undefined {
  const once = ofKind(observed.trace(), "listener").find(({ once, event }) => once && event === "message");
  if (once === undefined) return undefined;
  return {
    why: "the same message was answered once and not again: the listener is added with once, which removes it after the first message",
    at: once.at[0],
    hint: "How often does a listener run that was added with once? (Node documentation, emitter.once.)",
  };
}

const LIMIT_IN_TIME = {
  why: "the same message is answered again after a pause, for any client: it is a limit in time",
  hint: "Which line looks at the time, or waits for a timer, before it answers?",
};

const EVERY_SECOND = {
  why: "of equal messages that follow one another, every second one is answered: something changes with each message and back with the next",
  hint: "What does each message change, and which value does it have when the next one comes?",
} as const;

const LIKE_THE_LAST = {
  why: "a message that equals the one before it on its connection is not answered; once another message has come in between, the same one is answered again",
  hint: "What does your code compare a new message with, and is one that equals the last one no message?",
} as const;

/** A message was answered this often when its further answers are counted, and is asked so often more. */
const ANSWERED_BEFORE = 2;
const MORE_OFTEN = 5;

/** Whether the answers end after some. */
async function limitInNumber(conversation: Conversation, text: string): Promise<Finding | undefined> {
  for (let more = 0; more < MORE_OFTEN; more++) {
    const outcome = await conversation.ask(conversation.asker, [text]);
    if (outcome.answers.length > 0) continue;
    const next = await conversation.ask(conversation.asker, [text]);
    const elsewhere = await conversation.ask(conversation.latest, [text]);
    const block = answeringBlock(outcome.blocks, conversation.question.wanted);
    const at = block?.after ?? block?.at;
    if (next.answers.length > 0)
      return elsewhere.answers.length > 0 ? undefined : everySecondOrTime(conversation, text, at);
    const other = otherThan(text, conversation.question);
    if (
      other !== undefined &&
      (await conversation.isAnswered(other)) &&
      (await isLikeTheLast(conversation, text, other))
    )
      return { ...LIKE_THE_LAST, at };
    return {
      why: `the same message was answered ${ANSWERED_BEFORE + more} times and then no more${elsewhere.answers.length > 0 ? "" : ", on another connection neither"}: it is a limit in number`,
      at,
      hint: "What does your code count, and what is to happen once the count is reached?",
    };
  }
  return undefined;
}

/** Asked slowly, as on a busy machine, a limit in time looks like every second message: at once, it lets one of several through. */
async function everySecondOrTime(
  conversation: Conversation,
  text: string,
  at: Place | undefined,
): Promise<Finding | undefined> {
  const { answers } = await conversation.ask(conversation.asker, Array<string>(BURST).fill(text));
  if (answers.length === BURST / 2) return { ...EVERY_SECOND, at };
  return answers.length < BURST / 2 ? { ...LIMIT_IN_TIME, at } : undefined;
}

/**
 * Messages of one connection were answered, and then one was not that is answered on a connection of its own: is it their number,
 * or how soon they follow one another?
 * @param text the message that was not answered. `other`: another one of them, `answered`: how many were answered before it
 */
export async function whereAnswersEnd(
  conversation: Conversation,
  client: WebSocketClient,
  {
    text,
    other,
    answered,
    at,
  }: {
    readonly text: string;
    readonly other: string | undefined;
    readonly answered: number;
    readonly at: Place | undefined;
  },
): Promise<Finding | undefined> {
  const once = addedOnce(conversation);
  if (once !== undefined) return once;
  const isAnswered = async (asker: WebSocketClient) => (await conversation.ask(asker, [text])).answers.length > 0;
  if (await isAnswered(client)) {
    const fresh = await conversation.connect();
    if (fresh === undefined) return undefined;
    const { answers } = await conversation.ask(fresh, Array<string>(BURST).fill(text));
    if (answers.length === BURST / 2) return { ...EVERY_SECOND, at };
    return answers.length < BURST / 2 ? { ...TOO_SOON, at } : undefined;
  }
  // Where another message is answered still, it is no limit: something about this one matters.
  if (other !== undefined && (await conversation.ask(client, [other])).answers.length > 0) return undefined;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  if (await isAnswered(client)) return { ...TOO_SOON, at };
  const [isOther, isStill] = [await conversation.isAnswered(text), await isAnswered(client)];
  if (!isOther || isStill) return undefined;
  const many =
    answered === 1 ? "the first message of a connection is" : `the first ${answered} messages of a connection are`;
  return {
    why: `${many} answered, and those after ${answered === 1 ? "it" : "them"} are not, also after a pause; on another connection the same message is answered: it is a limit in number for each connection`,
    at,
    hint: "What does your code count, and does the protocol say that so many are enough?",
  };
}

const TOO_SOON = {
  why: "messages that follow one another on a connection are not all answered: one that comes soon after another gets nothing, and after a pause the same one is answered: it is a limit in time",
  hint: "Which line looks at the time, or waits for a timer, before it answers?",
} as const;

/** Whether only a message that equals the last one gets no answer. @param other another message, which has just been answered */
async function isLikeTheLast(conversation: Conversation, text: string, other: string): Promise<boolean> {
  for (const [asked, isAnswered] of [
    [text, true],
    [text, false],
    [other, true],
    [text, true],
  ] as const)
    if ((await conversation.isAnswered(asked)) !== isAnswered) return false;
  return true;
}

/**
 * Whether another message, which was answered, is answered once as well. Where every second message is answered, that one is answered again; it is
 * asked so often that the next message is one of those that are.
 */
async function isRemembered(conversation: Conversation, text: string, other: string): Promise<boolean> {
  const answered = [];
  for (const asked of [text, other, text]) answered.push(await conversation.isAnswered(asked));
  // One that never came before is answered at once, unless it is the time that decides.
  const fresh = otherThan(other, conversation.question);
  return !answered.includes(true) && fresh !== undefined && (await conversation.isAnswered(fresh));
}

/** What is remembered of a message that gets no second answer, and for whom. */
async function remembered(conversation: Conversation, text: string): Promise<string> {
  const { asker, latest, question } = conversation;
  const isForAll = (await conversation.ask(latest, [text])).answers.length === 0;
  const where = isForAll ? "for all connections together" : "for each connection";
  const what = await rememberedPart(conversation, text, wantsError(question.wanted) ? asker : undefined);
  return `each message is answered the first time that it comes, and not when the same one comes again${isForAll ? ", on another connection neither" : " on its connection"}: ${what} was answered before is remembered ${where}`;
}

/** Where an error is wanted: whether a message of the same type, which differs in another field, counts as the same. */
async function rememberedPart(
  conversation: Conversation,
  text: string,
  asker: WebSocketClient | undefined,
): Promise<string> {
  const message = jsonObject(text);
  if (asker === undefined || message === undefined) return "what";
  const { answers } = await conversation.ask(asker, [JSON.stringify({ ...message, again: 1 })]);
  return answers.length === 0 ? "a type that" : "a text that";
}

/** Another message of the same kind: with a field more, or, where an error is right, of another type or another text. */
function otherThan(text: string, { wanted }: Question): string | undefined {
  const message = jsonObject(text);
  if (!wantsError(wanted)) return message && JSON.stringify({ ...message, again: Number(message["again"] ?? 0) + 1 });
  const { type } = message ?? {};
  if (message === undefined) return `${text}-again`;
  return typeof type === "string" ? JSON.stringify({ ...message, type: `${type}-again` }) : undefined;
}

/**
 * Another client gets its answer. A third sends several at once: where each connection has its own state, the first is
 * answered; where the time decides, none, because the second client has just been answered.
 */
async function perConnectionOrTime(
  conversation: Conversation,
  text: string,
  { at, isOtherSilent }: { readonly at: Place | undefined; readonly isOtherSilent: boolean },
): Promise<Finding | undefined> {
  const third = await conversation.connect();
  if (third === undefined) return undefined;
  const { answers } = await conversation.ask(third, Array<string>(BURST).fill(text));
  if (answers.length === BURST / 2) return { ...EVERY_SECOND, at };
  if (answers.length > 1) return undefined;
  // On a busy machine, so much time may have passed that the first one is answered either way.
  if (answers.length === 0 || (await isAnsweredLater(conversation, text))) return { ...LIMIT_IN_TIME, at };
  return {
    why: `${isOtherSilent ? "the first message of a connection is answered, and then neither the same one nor another" : "the same message was answered once and not again"}, while other clients still get their first answer: something is remembered for each connection`,
    at,
    hint: "What does the first message change for this connection, and what changes it back?",
  };
}

/** After one answer no client gets another; the server on which the check failed has rested since. */
async function forAll(
  { check, context }: { readonly check: FailedCheck; readonly context: ExperimentContext },
  text: string,
  at: Place | undefined,
): Promise<Finding> {
  const rested = await answersAfterRest(check, context, text);
  if (rested === true) return { ...LIMIT_IN_TIME, at };
  return {
    why: `after the first answer a second client gets none either${rested === false ? ", and none after a pause" : ""}: something that all connections share is set and was not set back`,
    at,
    hint: "Which variable outside of the connection listener decides here, and who sets it back?",
  };
}

/** Whether the server on which the check failed answers a new client now; undefined when it cannot be asked. */
async function answersAfterRest(
  { exercise, question }: FailedCheck,
  context: ExperimentContext,
  text: string,
): Promise<boolean | undefined> {
  const rested = await context.graded(exercise);
  const wanted = question?.wanted;
  if (rested === undefined || question === undefined || wanted === undefined) return undefined;
  const connections = connectionsTo(rested, [question.path]);
  try {
    const client = await connections.open();
    if (client === undefined) return undefined;
    client.send(text);
    const answers = countOf(client, (message) => isSuch(wanted, message));
    return (await client.until(() => (answers() > 0 ? true : undefined), ANSWER_AFTER_REST_MS)) === true;
  } finally {
    connections.close();
  }
}

/** Whether the client that was answered once, and then no more, is answered again when nobody has asked for a while. */
async function isAnsweredLater(conversation: Conversation, text: string): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return conversation.isAnswered(text);
}

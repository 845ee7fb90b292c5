/** Which of several messages is answered wrongly, and which message before it makes the difference. */
import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import type { Received } from "../../kit/transports/websocket/received.ts";
import type { WebSocketClient } from "../../kit/transports/websocket/websocket-client.ts";
import { shorten } from "../../kit/transcript.ts";
import { answeringBlock } from "../answering-block.ts";
import { ANSWER_MS, barrier, type Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace } from "../places.ts";
import type { Place, Sources } from "../sources.ts";
import { whereAnswersEnd } from "./repetition.ts";
import { textComparison } from "./text-comparison.ts";
import { whatMatters } from "./what-matters.ts";

/** So many different messages of a check are tried, and so many characters of one stand in a sentence. */
const MOST_MESSAGES = 12;
const SHOWN = 60;

/** What one message led to. */
interface Reply {
  readonly text: string;
  readonly received: readonly Received[];
  readonly at: Place | undefined;
}

/**
 * Asks each message of the check by itself, on a connection of its own, then each once more; where they ask for different
 * things, also each after each of the others on one connection.
 * @param failed whether an answer too many is what failed, otherwise the answer that is wanted was missing; and what came
 */
export async function whichMessage(
  conversation: Conversation,
  failed: { readonly isDoubled: boolean; readonly received: string },
  sources: Sources,
): Promise<Finding | undefined> {
  const { isDoubled } = failed;
  const { texts, earlier } = conversation.question;
  const all = [...new Set([...earlier, ...texts])].slice(-MOST_MESSAGES);
  const asked = isDoubled ? all : [...new Set(texts)];
  const ask = async (...messages: readonly string[]) => {
    const client = await conversation.connect();
    if (client === undefined) return undefined;
    await barrier(client);
    let reply: Reply | undefined;
    for (const message of messages) reply = await replyTo(conversation, client, message, failed.received, sources);
    return reply;
  };
  const isWrong = ({ received }: Reply) =>
    isDoubled
      ? received.length > 1
      : !received.some((one) => conversation.question.wanted && isSuch(conversation.question.wanted, one));

  const right: string[] = [];
  const replies: Reply[] = [];
  let wrong: Reply | undefined;
  for (const text of asked) {
    const reply = await ask(text);
    if (reply === undefined) return undefined;
    replies.push(reply);
    if (!isWrong(reply)) right.push(text);
    else wrong ??= reply;
    if (wrong !== undefined && right.length > 0) break;
  }
  const [known] = right;
  if (known === undefined) return undefined;
  if (wrong !== undefined) {
    // One that is answered otherwise every second time, once only, or only after a while, is not told by its text.
    for (const text of [known, known, wrong.text, wrong.text, known]) {
      const reply = await ask(text);
      if (reply === undefined || isWrong(reply) !== (text === wrong.text)) return undefined;
    }
    const difference = await whatMatters(wrong.text, async (text) => {
      const reply = await ask(text);
      return reply === undefined || isWrong(reply);
    });
    const compared =
      isDoubled || difference !== undefined
        ? undefined
        : await textComparison(conversation, { answered: known, silent: wrong.text }, sources);
    if (compared !== undefined) return compared;
    return {
      why: `alone on a connection, ${shown(wrong.text)} gets ${listOf(wrong)}, and ${shown(known)} gets its answer${difference === undefined ? "" : `; ${difference}`}`,
      at: wrong.at,
      hint: "What does this message have that the others do not have, and which line of yours looks at that?",
    };
  }
  for (const text of asked) {
    const again = await ask(text);
    if (again === undefined || !isWrong(again)) continue;
    const kept = isDoubled ? keptFrom(again, replies) : undefined;
    if (kept !== undefined) return kept;
    // A limit, or something that changes with each message, is no matter of this one.
    const [third, other] = [await ask(text), await ask(right.find((one) => one !== text) ?? text)];
    if (third === undefined || other === undefined || !isWrong(third) || isWrong(other)) return undefined;
    return {
      why: `${shown(text)} was answered as it should be the first time that it came, and gets ${listOf(again)} when it comes again, also on another connection`,
      at: again.at,
      hint: "What does your code keep of a message once it is answered, and may the same message not come again?",
    };
  }
  if (!isDoubled && texts.length > 1) {
    const [inTurn, atOnce] = [await conversation.connect(), await conversation.connect()];
    if (inTurn === undefined || atOnce === undefined) return undefined;
    let answered = 0;
    for (const text of texts) {
      const { answers, blocks } = await conversation.ask(inTurn, [text]);
      if (answers.length > 0) {
        answered += answers.length;
        continue;
      }
      const block = answeringBlock(blocks, conversation.question.wanted);
      const other = texts.find((one) => one !== text);
      const ends = answered > 0 ? { text, other, answered, at: block?.after ?? block?.at } : undefined;
      const limit = ends === undefined ? undefined : await whereAnswersEnd(conversation, inTurn, ends);
      if (limit !== undefined) return limit;
      break;
    }
    const together = await conversation.ask(atOnce, texts);
    if (answered === texts.length && together.answers.length < texts.length)
      return {
        why: `sent one after the other, each of these messages gets its answer; sent without waiting in between, ${together.answers.length} of ${texts.length} do`,
        at: sources.only(/\bclearTimeout\(/)?.at,
        hint: "What does your code do with the second message while it is not yet done with the first: a timer that begins again, a flag, a variable that is written over?",
      };
  }
  const [first, second] = asked;
  if (isDoubled && first !== undefined && second !== undefined) {
    const [alone, behind] = [await ask(first), await ask(first, second)];
    const again = alone?.received.find(({ text }) => behind?.received.some((one) => one.text === text));
    const own = await ask(second);
    if (behind !== undefined && again !== undefined && own?.received.every(({ text }) => text !== again.text) === true)
      return {
        why: `alone on a connection, each message gets one answer. Behind ${shown(first)}, ${shown(second)} gets ${listOf(behind)}: the answer to the message before it is kept for this connection, and sent once more`,
        at: behind.at,
        hint: "Where does your code keep what it has answered, and which line empties that place?",
      };
  }
  // Where all messages ask the same, others find out how often, or when, it is answered.
  if (conversation.question.standsAlone) return undefined;
  for (const before of all)
    for (const text of asked) {
      const reply = await ask(before, text);
      if (reply === undefined) return undefined;
      if (!isWrong(reply)) continue;
      const elsewhere = await ask(text);
      const isShared = elsewhere !== undefined && isWrong(elsewhere);
      return {
        why: `after ${shown(before)}, ${shown(text)} gets ${listOf(reply)}, ${isShared ? "also on other connections" : "on the same connection"}; without that it is answered as it should be`,
        at: reply.at,
        hint: "What does your code keep of a message once it is answered, and what does that change for the next one?",
      };
    }
  return undefined;
}

/** Where an answer too many is one that another message got before: it was kept, and is sent again. */
function keptFrom(again: Reply, replies: readonly Reply[]): Finding | undefined {
  const own = replies.find(({ text }) => text === again.text);
  const isOf = ({ received }: Reply, text: string) => received.some((one) => one.text === text);
  const extra = again.received.find(({ text }) => own !== undefined && !isOf(own, text));
  const earlier = extra && replies.find((reply) => reply !== own && isOf(reply, extra.text));
  if (extra === undefined || earlier === undefined) return undefined;
  return {
    why: `${shown(again.text)} was answered as it should be until ${shown(earlier.text)} had come. Since then it gets ${listOf(again)}, also on another connection: the answer to that message is kept, and sent with the answers to others`,
    at: again.at,
    hint: "Which variable still has the value that an earlier message gave it, and where does it begin anew?",
  };
}

async function replyTo(
  { observed, question }: Conversation,
  client: WebSocketClient,
  text: string,
  failed: string,
  sources: Sources,
): Promise<Reply> {
  const before = { inbox: client.inbox.length, trace: observed.trace().length };
  await observed.blocks();
  client.send(text);
  const came = () => (client.inbox.length > before.inbox || client.closed !== undefined ? true : undefined);
  await client.until(came, ANSWER_MS);
  await barrier(client);
  const blocks = await observed.blocks();
  const received = client.inbox.slice(before.inbox);
  const block = answeringBlock(blocks, question.wanted);
  // Of several answers, the one that the report is about.
  const reported = received.find((message) => failed.includes(message.text)) ?? received.at(-1);
  return {
    text,
    received,
    at:
      received.length === 0
        ? (block?.after ?? block?.at)
        : answerPlace(observed.trace().slice(before.trace), reported?.text, sources),
  };
}

function shown(text: string): string {
  return text === "" ? "an empty message" : shorten(text.replaceAll("\n", "\\n").replaceAll("\t", "\\t"), SHOWN);
}

function listOf({ received }: Reply): string {
  return received.length === 0 ? "no answer" : received.map(({ text }) => shorten(text, SHOWN)).join(" and ");
}

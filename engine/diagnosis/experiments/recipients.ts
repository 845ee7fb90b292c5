import { shorten } from "../../kit/transcript.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";
import { whichClient } from "./which-client.ts";

/** So many characters of a message stand in a sentence. */
const SHOWN = 80;

const HINT =
  "Each client has a connection of its own, which the connection listener is given. Which connection does this line send on?";

/** Whether the answer went to other clients instead, and to which. */
export async function recipients(
  conversation: Conversation,
  outcome: Outcome,
  sources: Sources,
): Promise<Finding | undefined> {
  const { otherRecipients } = outcome;
  const [recipient] = otherRecipients;
  if (outcome.answers.length > 0 || recipient === undefined) return undefined;
  const text = conversation.asker.sentTexts.at(-1);
  const at = answerPlace(outcome.trace, recipient.inbox.at(-1)?.text, sources);
  if (text === undefined)
    return {
      why: `with another client connected, the message went to ${otherRecipients.length > 1 ? "the other clients" : "another client, which was there before"}, not to the one that had just connected`,
      at,
      hint: HINT,
    };
  const who =
    otherRecipients.length > 1 ? "every client but the one that asked" : (await whichClient(conversation, text)).words;
  return {
    why: `asked again with other clients connected, the answer went to ${who}, not to the client that asked`,
    at,
    hint: HINT,
  };
}

/** Whether it is sent on a connection that has ended: the first client's of the run, for example. */
export function endedConnection(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const asker = conversation.numberOf(conversation.asker);
  const arrived = outcome.trace[0]?.kind === "event" && outcome.trace[0].event === "message";
  if (conversation.question.texts.length > 0 && !arrived) return undefined;
  const sent = ofKind(outcome.trace, "call").filter(({ method }) => method === "send");
  const [elsewhere] = sent;
  if (elsewhere === undefined || sent.some(({ socket }) => socket === asker)) return undefined;
  const isSeveral = sent.some(({ socket }) => socket !== elsewhere.socket);
  const which = isSeveral
    ? "the connections of other clients"
    : elsewhere.socket === 1
      ? "the first client's connection"
      : "another client's connection";
  const what = elsewhere.text === undefined ? "" : ` ${shorten(elsewhere.text, SHOWN)}`;
  return {
    why: `asked again with other clients connected, the server sends${what} on ${which}, ${isSeveral ? "and nothing" : "not"} on that of the client that asked`,
    at: answerPlace([elsewhere], conversation.question.wanted?.phrase, sources),
    hint: HINT,
  };
}

/** Whether the client that asked gets the answer, and others get it as well. */
export async function alsoSentToOthers(
  conversation: Conversation,
  { otherRecipients, trace, answers }: Outcome,
  sources: Sources,
): Promise<Finding | undefined> {
  if (otherRecipients.length === 0) return undefined;
  const text = conversation.asker.sentTexts.at(-1);
  const who =
    otherRecipients.length > 1
      ? "every client"
      : text === undefined
        ? "another client"
        : (await whichClient(conversation, text)).words;
  return {
    why: `asked again with other clients connected, ${who} got the answer as well`,
    at: answerPlace(trace, answers.at(-1)?.text, sources),
    hint: "Which connections does this line send on, and which one asked?",
  };
}

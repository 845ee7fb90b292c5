import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace } from "../places.ts";
import type { Sources } from "../sources.ts";

const HINT =
  "Each client has a connection of its own, which the connection listener is given. Which connection does this line send on?";

/** Whether the answer went to other clients instead, and to which. */
export function recipients(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const { strays } = outcome;
  if (outcome.answers.length > 0 || strays.length === 0) return undefined;
  const { first, latest } = conversation;
  const asked = conversation.question.texts.length > 0;
  const who =
    strays.length > 1
      ? "every client but the one that asked"
      : strays[0] === first
        ? "the first client that had connected"
        : strays[0] === latest
          ? "the client that connected last"
          : "another client";
  const at = answerPlace(outcome.trace, strays[0]?.inbox.at(-1)?.text, sources);
  return {
    why: asked
      ? `asked again with other clients connected, the answer went to ${who}, not to the client that asked`
      : `with another client connected, the message went to ${strays.length > 1 ? "the other clients" : "another client, which was there before"}, not to the one that had just connected`,
    at,
    hint: HINT,
  };
}

/** Whether it is sent on a connection that has ended: the first client's of the run, for example. */
export function endedConnection(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const asker = conversation.numberOf(conversation.asker);
  const arrived = outcome.trace[0]?.kind === "event" && outcome.trace[0].event === "message";
  if (conversation.question.texts.length > 0 && !arrived) return undefined;
  const elsewhere = outcome.trace.find(
    (event) => event.kind === "call" && event.method === "send" && event.socket !== asker,
  );
  if (elsewhere?.kind !== "call") return undefined;
  const which = elsewhere.socket === 1 ? "the first client's connection" : "another client's connection";
  return {
    why: `asked again with other clients connected, the server sends on ${which}, not on that of the client that asked`,
    at: answerPlace([elsewhere], conversation.question.wanted?.phrase, sources),
    hint: HINT,
  };
}

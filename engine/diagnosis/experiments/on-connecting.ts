/** Why connecting alone brings nothing. */
import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import { ANSWER_MS, type Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace, named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";
import { closeListener } from "./after-leaving.ts";

/** Whether the first client of the process got what a later one does not get. */
export function onlyFirst(
  { question, first, observed, connecting }: Conversation,
  sources: Sources,
): Finding | undefined {
  const { wanted, texts } = question;
  const isElsewhere = texts.length > 0 || connecting.otherRecipients.length > 0;
  if (isElsewhere || wanted === undefined || !first.inbox.some((message) => isSuch(wanted, message))) return undefined;
  const [line] =
    ofKind(observed.trace(), "listener").find(({ once, event }) => once && event === "connection")?.at ?? [];
  if (line !== undefined)
    return {
      why: `the first client of the process gets it and no later one: the listener for "connection" is added with once at ${named(line)} (${sources.line(line)}), which removes it after the first client`,
      at: line,
      hint: "How often does a listener run that was added with once? (Node documentation, emitter.once.)",
    };
  return {
    why: "the first client of the process, which may be one of an earlier check, gets it, and one that comes while it is there does not",
    hint: "What runs for the first client only: a flag outside of the connection listener, or a loop that waits until the first one has left?",
  };
}

/** Whether what should come by itself waits for an event that does not come, or for a message of the client. */
export async function onlyWhenAsked(conversation: Conversation, sources: Sources): Promise<Finding | undefined> {
  const { question, observed, asker } = conversation;
  if (question.texts.length > 0) return undefined;
  const [opened] =
    ofKind(observed.trace(), "listener").find(
      ({ on, event, at: [line] }) =>
        on === "WebSocket" && event === "open" && line !== undefined && sources.has(line.file),
    )?.at ?? [];
  if (opened !== undefined)
    return {
      why: `a connection that a WebSocketServer hands out is open already, so the listener for "open" at ${named(opened)} (${sources.line(opened)}) never runs`,
      at: opened,
      hint: "Which event has just run when your code gets to know this connection? (ws documentation, event 'open'.)",
    };
  const asked = await conversation.ask(asker, ["{}"]);
  const [answer] = asked.answers;
  if (answer === undefined) return undefined;
  return {
    why: "it comes once the client has sent a message, and not before",
    at: answerPlace(asked.trace, answer.text, sources),
    hint: "Which event runs as soon as a client is there, before it has said anything?",
  };
}

/** Whether the first client, which was alone, did not get what a later one gets. */
export function onlyBesideOthers({ question, first, connecting }: Conversation, sources: Sources): Finding | undefined {
  const { wanted, texts } = question;
  const [came] = connecting.answers;
  if (texts.length > 0 || wanted === undefined || came === undefined) return undefined;
  if (first.inbox.some((message) => isSuch(wanted, message))) return undefined;
  return {
    why: "asked again on a fresh server, a client that connects while another one is there gets it, and the first one, which was alone, got nothing",
    at: answerPlace(connecting.trace, came.text, sources),
    hint: "Which clients does the line that sends it look at, and is the one that has just come among them, also when it is the only one?",
  };
}

/** Whether a client that connects gets nothing once another one has left. */
export async function afterAnotherLeft(conversation: Conversation, sources: Sources): Promise<Finding | undefined> {
  const { question, observed, first } = conversation;
  const { wanted, texts } = question;
  if (texts.length > 0 || wanted === undefined) return undefined;
  await observed.afterLeaving(first);
  const client = await conversation.connect();
  const isWelcome = () => (client?.inbox.some((message) => isSuch(wanted, message)) === true ? true : undefined);
  if (client === undefined || (await client.until(isWelcome, ANSWER_MS)) === true) return undefined;
  return {
    why: "a client that connects gets it as long as none has left; after the first one has left, a new one gets nothing",
    at: closeListener(conversation, sources),
    hint: "What runs when a connection ends, and what does that take away from the clients that come later?",
  };
}

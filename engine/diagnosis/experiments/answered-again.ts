/** Why one message, or one connection, got more than one answer. */
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Place, Sources } from "../sources.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "../trace.ts";

/** A listener that was added more than once, or code that goes on after its first answer. */
export async function answeredAgain(
  conversation: Conversation,
  outcome: Outcome,
  sources: Sources,
): Promise<Finding | undefined> {
  const { question, asker } = conversation;
  const found = sentTwice(conversation, outcome.trace, sources);
  if (found !== undefined || question.texts.length === 0) return found;
  // A listener that each message adds answers from the second message on.
  const again = await conversation.ask(asker, question.texts);
  return sentTwice(conversation, again.trace, sources);
}

function sentTwice(conversation: Conversation, trace: readonly TraceEvent[], sources: Sources): Finding | undefined {
  for (const part of parts(conversation, trace)) {
    const [first, second] = part.sent;
    if (first === undefined || second === undefined) continue;
    const went = wentOn(first, second, sources);
    // The same listener ran once, whatever others there are, when its ways to the two answers part inside of it.
    const isOneListener = went !== undefined && isSame(first.at(-1), second.at(-1));
    return isOneListener ? went : (severalListeners(conversation, part.listeners, sources) ?? went);
  }
  return undefined;
}

interface Part {
  readonly listeners: number;
  /** The lines that were running when the client was sent something, innermost first. */
  readonly sent: (readonly Place[])[];
}

/** What each message of the client that asked led to; one part where connecting was the question. */
function parts(conversation: Conversation, trace: readonly TraceEvent[]): readonly Part[] {
  const socket = conversation.numberOf(conversation.asker);
  const found: Part[] = [];
  for (const event of trace) {
    if (event.kind === "event" && isQuestion(conversation, event)) found.push({ listeners: event.listeners, sent: [] });
    if (event.kind === "call" && event.method === "send" && event.socket === socket) found.at(-1)?.sent.push(event.at);
  }
  return found;
}

function isQuestion(conversation: Conversation, event: TraceEventOf<"event">): boolean {
  const socket = conversation.numberOf(conversation.asker);
  return conversation.question.texts.length === 0
    ? event.event === "connection" && event.socket === socket
    : event.on === "WebSocket" && event.event === "message" && event.number === socket;
}

function severalListeners(conversation: Conversation, count: number, sources: Sources): Finding | undefined {
  const [on, event] =
    conversation.question.texts.length === 0
      ? (["WebSocketServer", "connection"] as const)
      : (["WebSocket", "message"] as const);
  if (count < 2) return undefined;
  const added = ofKind(conversation.observed.trace(), "listener").filter(
    (listener) =>
      listener.on === on &&
      listener.event === event &&
      (on === "WebSocketServer" || listener.number === conversation.numberOf(conversation.asker)),
  );
  const last = added.at(-1)?.at[0];
  if (last === undefined) return undefined;
  const lines = new Set(added.flatMap(({ at: [line] }) => (line === undefined ? [] : [named(line)])));
  return {
    why: `at least ${count} listeners for "${event}" were there when it came, and each of them answered: ${lines.size === 1 ? "each is" : "they are"} added at ${[...lines].join(" and ")} (${sources.line(last)})`,
    at: last,
    hint: "How often does this line run, and does each time need a listener more? (Node documentation, emitter.on.)",
  };
}

/** The two lines of one function at which its ways to the two answers part. */
function wentOn(first: readonly Place[], second: readonly Place[], sources: Sources): Finding | undefined {
  let depth = 1;
  while (isSame(first.at(-depth), second.at(-depth))) depth++;
  const [one, other] = [first.at(-depth), second.at(-depth)];
  if (one === undefined || other === undefined || one.file !== other.file) return undefined;
  const missing = /\bif\s*\(/.test(sources.line(other))
    ? "its condition let this message through"
    : "look for a missing break or return";
  return {
    why: `after the answer at ${named(one)} (${sources.line(one)}) the code went on, and answered again at ${named(other)} (${sources.line(other)}): ${missing}`,
    at: one,
    hint: "Which line runs next after this one, and should it run for this message?",
  };
}

function isSame(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.file === other?.file && one.line === other.line;
}

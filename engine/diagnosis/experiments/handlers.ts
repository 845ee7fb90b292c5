import type { Conversation, Outcome } from "../conversation.ts";
import { explainCrash } from "./crash.ts";
import { answeringBlock, firstWord } from "../answering-block.ts";
import type { Finding } from "../failed-check.ts";
import type { ObservedServer } from "../observed-server.ts";
import { named } from "../places.ts";
import type { Place, Sources } from "../sources.ts";
import { CONNECTION, MESSAGE } from "../../failures/anchors.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "../trace.ts";

/** The events of ws (ws documentation, WebSocketServer and WebSocket) and of Node's emitters. */
const EVENTS = {
  WebSocketServer: ["close", "connection", "error", "headers", "listening", "wsClientError", "newListener"],
  WebSocket: [
    "close",
    "error",
    "message",
    "open",
    "ping",
    "pong",
    "redirect",
    "unexpected-response",
    "upgrade",
    "newListener",
  ],
};

/** Whether anything listens for new clients and for their messages, and under which name. */
export function listeners(
  { observed, question }: Conversation,
  outcome: Outcome,
  sources: Sources,
): Finding | undefined {
  const whole = observed.trace();
  const connected = ofKind(whole, "event").find(({ on, event }) => on === "WebSocketServer" && event === "connection");
  if (connected?.listeners === 0) return missingListener(whole, sources, "WebSocketServer", "connection");
  if (question.texts.length === 0) return undefined;
  const arrived = ofKind(outcome.trace, "event").find(({ on, event }) => on === "WebSocket" && event === "message");
  if (arrived?.listeners === 0) return missingListener(whole, sources, "WebSocket", "message");
  return undefined;
}

/** Listeners that a line of the submission adds itself: packages add some of their own on its behalf. */
function own(whole: readonly TraceEvent[], sources: Sources): TraceEventOf<"listener">[] {
  return ofKind(whole, "listener").filter(({ at: [line] }) => line !== undefined && ADDS.test(sources.line(line)));
}

const ADDS = /\.(?:on|once|addListener|addEventListener|prependListener)\s*\(|\.on\w+\s*=/;

function missingListener(
  whole: readonly TraceEvent[],
  sources: Sources,
  on: "WebSocketServer" | "WebSocket",
  event: "connection" | "message",
): Finding {
  const added = own(whole, sources);
  const misspelt = added.find((one) => one.on === on && !EVENTS[on].includes(one.event));
  const who = on === "WebSocket" ? "a client's connection" : "the WebSocketServer";
  if (misspelt !== undefined)
    return {
      why: `nothing listens for "${event}" on ${who}; a listener was added for "${misspelt.event}", an event that ws does not have`,
      at: misspelt.at[0],
      hint: `Compare the event's name with the ws documentation of ${on}.`,
    };
  const elsewhere = added.find((one) => one.on !== on && one.event === event);
  if (elsewhere !== undefined)
    return {
      why:
        elsewhere.on === "Server"
          ? `nothing listens for "${event}" on ${who}; the listener was added to the HTTP server, whose "${event}" event gives bare TCP sockets`
          : `nothing listens for "${event}" on ${who}; the listener was added to the ${elsewhere.on === "WebSocket" ? "client's connection" : "WebSocketServer"}, which has no such event`,
      at: elsewhere.at[0],
      hint: `Which object emits "${event}"? See the ws documentation.`,
    };
  const late = added.find((one) => one.on === on && one.event === event);
  if (late !== undefined)
    return {
      why: `the message arrived before anything listened for "${event}": the listener is added too late`,
      at: late.at[0],
      hint: "An event that comes before its listener is lost. What does the connection listener wait for before this line?",
    };
  const written = sources.find(event === "message" ? MESSAGE : CONNECTION).at(0);
  if (written !== undefined)
    return {
      why: `nothing listened for "${event}" on ${who} when it came: the line that adds a listener, ${named(written.at)}, had not run by then; it runs too late, or never`,
      at: written.at,
      hint: "An event that comes before its listener is lost. What has to happen before this line runs?",
    };
  return {
    why: `nothing listens for "${event}" on ${who}, so no code of yours runs`,
    hint: `Which event tells of it, and where is a listener for it added? See the ws documentation, event '${event}'.`,
  };
}

/** Whether a control frame is sent in place of a message. */
export function controlFrames(conversation: Conversation, outcome: Outcome): Finding | undefined {
  const frame = ofKind(outcome.trace, "call").find(({ method }) => method === "pong" || method === "ping");
  if (frame === undefined || outcome.trace.some((event) => event.kind === "call" && event.method === "send"))
    return undefined;
  return {
    why: `ws.${frame.method}() sends a ${frame.method} frame, which clients answer or take by themselves; no message was sent`,
    at: frame.at[0],
    hint: `The answer is a message: which method sends one? (RFC 6455, section 5.5; ws documentation, websocket.send.)`,
  };
}

/** Whether the handler threw, and something caught and logged it. */
export function loggedError(
  trace: readonly TraceEvent[],
  sources: Sources,
  observed: Pick<ObservedServer, "describe">,
): Finding | undefined {
  const logged = ofKind(trace, "logged").at(-1);
  const crash = logged === undefined ? undefined : observed.describe(logged);
  if (crash === undefined) return undefined;
  const { error, at } = crash;
  const where = at === undefined ? "" : ` at ${named(at)} (${sources.line(at)})`;
  const explained = explainCrash({ error, at, rejected: false, caught: true }, sources);
  const threw = `your code threw${where}, and a catch block took the error and logged it: ${error}`;
  return {
    why: explained === undefined ? threw : `${explained.why}; ${threw}`,
    at: explained?.at ?? at,
    hint: explained?.hint ?? "Which value on this line is not what the line expects?",
  };
}

/** The place where the message's way through the code ended without an answer. */
export function whereItEnded(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const { question, observed } = conversation;
  if (outcome.trace.some((event) => event.kind === "call" && event.method === "send")) return undefined;
  const event = question.texts.length === 0 ? "connection" : "message";
  const listener = ofKind(observed.trace(), "listener").find((one) => one.event === event && one.on !== "Server");
  const ran = `the listener for "${event}"${listener?.at[0] === undefined ? "" : ` (${named(listener.at[0])})`} ran and nothing was sent`;
  const block = answeringBlock(outcome.blocks.unreached, question.wanted);
  if (block === undefined) return sendsNothing(ran, listener, outcome, conversation, sources);
  const stopped = block.after;
  const caught = stopped === undefined ? undefined : catchAbove(stopped, sources);
  if (stopped !== undefined && caught !== undefined)
    return {
      why: `${ran}: an error was thrown on the way, the catch block at ${named(caught)} took it, and it ended at ${named(stopped)} (${sources.line(stopped)})`,
      at: caught,
      hint: "What does the client learn of the error that this block takes?",
    };
  if (stopped !== undefined)
    return {
      why: `${ran}: it stopped at ${named(stopped)} (${sources.line(stopped)})`,
      at: stopped,
      hint: "Why is this line reached with this message, and should the client hear of it?",
    };
  const inside = block.inside === "" ? "" : ` in ${block.inside}`;
  return {
    why: `${ran}: the block${inside} at ${named(block.at)} (${sources.line(block.at)}) did not run`,
    at: block.at,
    hint: "Print the value that decides whether this block runs. Which value has it for this message, and which one does the code compare it with?",
  };
}

/** How far above its last line a catch block is looked for. */
const CATCH_LINES = 6;

/** The catch block that a line stands in, as far as its own lines show. */
function catchAbove({ file, line, column }: Place, sources: Sources): Place | undefined {
  for (let above = line; above > Math.max(0, line - CATCH_LINES); above--) {
    const text = sources.line({ file, line: above });
    if (text.startsWith("catch") || text.startsWith("} catch")) return { file, line: above, column };
    if (above < line && (text.startsWith("}") || text.startsWith("try"))) return undefined;
  }
  return undefined;
}

/** All blocks on the way ran: the code that should answer does not send. */
function sendsNothing(
  ran: string,
  listener: TraceEventOf<"listener"> | undefined,
  outcome: Outcome,
  { question }: Conversation,
  sources: Sources,
): Finding {
  const word = firstWord(question.wanted);
  const made = word === undefined ? undefined : onlyOne(sources.containing(`"${word}"`, `'${word}'`));
  if (made !== undefined && !/\bsend/i.test(made.text) && outcome.blocks.ran.length > 1)
    return {
      why: `${ran}: ${named(made.at)} (${made.text}) makes the answer, and nothing sends it`,
      at: made.at,
      hint: "Which method puts a text on the connection, and is it called with this one?",
    };
  const last = outcome.blocks.ran.at(-1);
  const declared = last === undefined ? undefined : onlyOne(sources.containing(`function ${last}(`, `const ${last} =`));

  return {
    why:
      declared === undefined
        ? `${ran}: the listener itself sends nothing and calls nothing that does`
        : `${ran}: it went through ${outcome.blocks.ran.join(", ")}, and no branch there is for this message`,
    at: declared?.at ?? listener?.at[0],
    hint: "Follow the message from this line: where is the answer made, and which call sends it?",
  };
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

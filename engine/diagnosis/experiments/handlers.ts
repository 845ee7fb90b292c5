import type { Conversation, Outcome } from "../conversation.ts";
import type { Block } from "../coverage.ts";
import type { Finding } from "../failed-check.ts";
import type { ObservedServer } from "../observed-server.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind, type TraceEvent } from "../trace.ts";

/** The events of ws (ws documentation, WebSocketServer and WebSocket) and of Node's emitters. */
const EVENTS = {
  WebSocketServer: ["close", "connection", "error", "headers", "listening", "wsClientError", "newListener"],
  WebSocket: ["close", "error", "message", "open", "ping", "pong", "redirect", "unexpected-response", "upgrade", "newListener"],
};

/** Whether anything listens for new clients and for their messages, and under which name. */
export function listeners({ observed, question }: Conversation, outcome: Outcome): Finding | undefined {
  const whole = observed.trace();
  const connected = ofKind(whole, "event").find(({ on, event }) => on === "WebSocketServer" && event === "connection");
  if (connected?.listeners === 0) return missingListener(whole, "WebSocketServer", "connection");
  if (question.texts.length === 0) return undefined;
  const arrived = ofKind(outcome.trace, "event").find(({ on, event }) => on === "WebSocket" && event === "message");
  if (arrived?.listeners === 0) return missingListener(whole, "WebSocket", "message");
  return undefined;
}

function missingListener(whole: readonly TraceEvent[], on: "WebSocketServer" | "WebSocket", event: string): Finding {
  const added = ofKind(whole, "listener");
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
export function loggedError(trace: readonly TraceEvent[], sources: Sources, describe: ObservedServer["describe"]): Finding | undefined {
  const logged = ofKind(trace, "logged").at(-1);
  if (logged === undefined) return undefined;
  const crash = describe(logged);
  if (crash === undefined) return undefined;
  const line = crash.at === undefined ? "" : sources.line(crash.at);
  return {
    why: `your code threw ${crash.error}${crash.at === undefined ? "" : ` at ${named(crash.at)}`}${line === "" ? "" : ` (${line})`}; a catch block took it and logged it`,
    at: crash.at,
    hint: "The error is in the server's log. Which value on this line is not what the line expects?",
  };
}

/** The place where the message's way through the code ended without an answer. */
export function whereItEnded(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const { question, observed } = conversation;
  if (outcome.trace.some((event) => event.kind === "call" && event.method === "send")) return undefined;
  const event = question.texts.length === 0 ? "connection" : "message";
  const listener = ofKind(observed.trace(), "listener").find((one) => one.event === event && one.on !== "Server");
  const ran = `the listener for "${event}"${listener?.at[0] === undefined ? "" : ` (${named(listener.at[0])})`} ran and nothing was sent`;
  const block = skipped(outcome.blocks.unreached);
  if (block === undefined)
    return {
      why: `${ran}: no line that sends was reached`,
      at: listener?.at[0],
      hint: "Follow the message from this line: where is the answer made, and which call sends it?",
    };
  const stopped = block.after;
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

/** The block that would most probably have answered: one that sends. */
function skipped(blocks: readonly Block[]): Block | undefined {
  return blocks.find(({ text }) => /\bsend|\breply|\banswer|pong/i.test(text)) ?? blocks.find(({ after }) => after !== undefined);
}

import { CONNECTION, MESSAGE } from "../../failures/anchors.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
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
  const listener = own(whole, sources).find(({ on, event }) => on === "WebSocketServer" && event === "connection");
  if (connected === undefined && listener?.at[0] !== undefined)
    return {
      why: `the handshake was completed, and the event "connection" never came, so the listener at ${named(listener.at[0])} did not run: with noServer, handleUpgrade completes a handshake and emits nothing by itself`,
      at: sources.find(/\.handleUpgrade\s*\(/)[0]?.at ?? listener.at[0],
      hint: 'What does the callback of handleUpgrade have to do with the connection that it is given? (ws documentation, "Multiple servers sharing a single HTTP/S server".)',
    };
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
    hint: `Where is a listener for this event added? See the ws documentation, event '${event}'.`,
  };
}

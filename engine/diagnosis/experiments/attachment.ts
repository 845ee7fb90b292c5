/** Why a handshake found no WebSocket server, or was refused by one. */
import type { FailedCheck, Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Place, Sources } from "../sources.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "../trace.ts";

const MAKES = /\bnew\s+(?:\w{1,40}\.)?WebSocketServer\b|\bnew\s+WebSocket\.Server\b/;
/** A function whose name says that it sets something up, as lessons call it. */
const SETUP = /\bset\w{0,40}up\w{0,40}\s*\(/i;
const SETUP_IMPORT = /\bimport\b.{0,80}\b(set\w{0,40}up\w{0,40})\b/i;

/** What is known of the attachment from a server that was started and asked for a handshake. */
export function attachment(
  { failure: { code }, status = 0 }: Pick<FailedCheck, "failure" | "status">,
  trace: readonly TraceEvent[],
  sources: Sources,
): Finding | undefined {
  const made = ofKind(trace, "created").at(-1);
  if (code === "second-port") return made && ownPort(made);
  const stopped = ofKind(trace, "stopped").find(({ at }) => at.length > 0);
  if (stopped !== undefined) return closed(stopped, status, sources);
  // The HTTP server emits "upgrade" only where something listens for it.
  const isTaken = ofKind(trace, "event").some(({ on, event }) => on === "Server" && event === "upgrade");
  return isTaken ? made && refused(made, status, sources) : notAttached(trace, { made, status }, sources);
}

function ownPort({ at, options: { port } }: TraceEventOf<"created">): Finding | undefined {
  if (port === undefined) return undefined;
  return {
    why: `the WebSocketServer was given port (${port}), so it opened a port of its own; { server } would share the HTTP server's`,
    at: at[0],
    hint: "Which option of WebSocketServer opens a port, and which one shares a server that is already there?",
  };
}

/** A server that accepted the first client, and closed its WebSocketServer when that client had left. */
function closed({ at: [line] }: TraceEventOf<"stopped">, status: number, sources: Sources): Finding | undefined {
  return (
    line && {
      why: `the first client was accepted; then the WebSocketServer was closed at ${named(line)} (${sources.line(line)}), and for the next one ${answerOf(status)}`,
      at: line,
      hint: "What does this line end: one client's connection, or the server that accepts all of them?",
    }
  );
}

/** ws answers 400 where the path does not fit, and 401 or a status of its own choice where verifyClient refuses. */
function refused(
  { at, options: { path, verifyClient } }: TraceEventOf<"created">,
  status: number,
  sources: Sources,
): Finding | undefined {
  if (status === 400 && path !== undefined)
    return {
      why: `a WebSocketServer took the handshake and refused it with 400: it accepts the path ${path} only`,
      at: sources.find(/\bpath\s*:/).at(0)?.at ?? at[0],
      hint: "Which path does the exercise's client use?",
    };
  if (status > 400 && verifyClient)
    return {
      why: `a WebSocketServer took the handshake, and its verifyClient refused it with ${status}: only a true value accepts a client`,
      at: sources.find(/verifyClient/).at(0)?.at ?? at[0],
      hint: "What does this function return for every client? (ws documentation, verifyClient.)",
    };
  return undefined;
}

function notAttached(
  trace: readonly TraceEvent[],
  { made, status }: { readonly made: TraceEventOf<"created"> | undefined; readonly status: number },
  sources: Sources,
): Finding | undefined {
  const upgrades = ofKind(trace, "listener").filter(({ on, event }) => on === "Server" && event === "upgrade");
  const listening = new Set(
    ofKind(trace, "event").flatMap(({ on, event, number }) =>
      on === "Server" && event === "listening" ? [number] : [],
    ),
  );
  const answer = answerOf(status);
  const elsewhere = upgrades.find(({ number }) => !listening.has(number));
  if (elsewhere !== undefined)
    return {
      why: `${answer}: the WebSocketServer is attached to another http.Server than the one that listens`,
      at: outermostCall(elsewhere.at, sources),
      hint: "How many servers are created, and which of them listens?",
    };
  if (upgrades.length > 0) return undefined;
  return made === undefined ? notMade(answer, sources) : madeAlone(made, answer, sources);
}

function answerOf(status: number): string {
  if (status === 0) return "nothing answered";
  return `the app answered with ${status === 404 ? "its own 404" : status}`;
}

/** A WebSocketServer exists, and nothing connects it with the HTTP server. */
function madeAlone(
  { at: [line], options: { noServer, port } }: TraceEventOf<"created">,
  answer: string,
  sources: Sources,
): Finding {
  if (noServer)
    return {
      why: `${answer}: the WebSocketServer was made with noServer, and nothing listens for the HTTP server's "upgrade" event to hand it the handshake`,
      at: sources.find(/\bnoServer\b/).at(0)?.at ?? line,
      hint: "With noServer, who calls handleUpgrade? Which option does that for you? (ws documentation, new WebSocketServer.)",
    };
  return {
    why: `${answer}: a WebSocketServer was made${port === undefined ? "" : ` with a port of its own (${port})`}, and nothing listened for this HTTP server's "upgrade" event when the handshake came`,
    at: line,
    hint: "Which server is this WebSocketServer given, and does that happen before the handshake?",
  };
}

/** No line that makes a WebSocketServer has run. */
function notMade(answer: string, sources: Sources): Finding {
  const written = sources.find(MAKES).at(0)?.at;
  if (written === undefined)
    return {
      why: `${answer}: nothing listened for the HTTP server's "upgrade" event`,
      hint: "A handshake is a request that asks to be upgraded. Which object takes it, and which server does that object need?",
    };
  const isCalled = sources.find(SETUP).some(({ text }) => !/\bfunction\b|\bimport\b/.test(text));
  const imported = sources.find(SETUP_IMPORT).at(0);
  if (imported !== undefined && !isCalled)
    return {
      why: `${answer}: ${imported.match[1]} is never called, so the line that makes the WebSocketServer, ${named(written)}, never runs`,
      at: imported.at,
      hint: "Which line of the file that starts the server should call it, and with what?",
    };
  return {
    why: `${answer}: the line that makes the WebSocketServer, ${named(written)}, had not run when the handshake came`,
    at: written,
    hint: "What has to happen before this line runs, and does it?",
  };
}

/** The outermost line of the submission: the call that passed the server. */
function outermostCall(lines: readonly Place[], sources: Sources): Place | undefined {
  return lines.findLast((line) => sources.line(line).includes("(")) ?? lines.at(-1);
}

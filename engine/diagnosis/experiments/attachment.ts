/** Why a handshake found no WebSocket server, or was refused by one. */
import type { Failure } from "../../verdict.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind, type TraceEvent } from "../trace.ts";

/** What is known of the attachment from a server that was started and asked for a handshake. */
export function attachment(
  { code, received }: Pick<Failure, "code" | "received">,
  trace: readonly TraceEvent[],
  sources: Sources,
): Finding | undefined {
  const status = Number(/HTTP (\d{3})/.exec(received)?.[1] ?? 0);
  const options = ofKind(trace, "listener").find(({ options }) => options !== undefined);
  const created = sources.find(/new\s+(?:WebSocketServer|WebSocket\.Server|WSS)\s*\(/).at(0);
  const at = created?.at ?? options?.at[0];
  const given = options?.options;
  if (code === "second-port")
    return {
      why: `the WebSocketServer was given port${given?.port === undefined ? "" : ` (${given.port})`}, so it opened a port of its own; { server } would share the HTTP server's`,
      at,
      hint: "Which option of WebSocketServer opens a port, and which one shares a server that is already there?",
    };
  if (code !== "handshake-answered-by-http" && code !== "handshake-hangs") return undefined;
  if (status === 401 || (given?.verifyClient === true && status >= 400))
    return given?.verifyClient === true
      ? {
          why: `a WebSocketServer took the handshake, and its verifyClient refused it with ${status}: only a true value accepts a client`,
          at: sources.find(/verifyClient/).at(0)?.at ?? at,
          hint: "What does this function return for every client? (ws documentation, verifyClient.)",
        }
      : undefined;
  if (status === 400 && given?.path !== undefined)
    return {
      why: `a WebSocketServer took the handshake and refused it with 400: it accepts the path ${given.path} only`,
      at: sources.find(/\bpath\s*:/).at(0)?.at ?? at,
      hint: "Which path does the exercise's client use?",
    };
  if (status === 426)
    return {
      why: "426 is what a WebSocketServer's own port answers: it was given port instead of server",
      at,
      hint: "Which option shares a server that is already there?",
    };
  return notAttached(trace, { created: created?.at, noServer: given?.noServer === true, status }, sources);
}

function notAttached(
  trace: readonly TraceEvent[],
  { created, noServer, status }: { created: Finding["at"]; noServer: boolean; status: number },
  sources: Sources,
): Finding | undefined {
  const upgrades = ofKind(trace, "listener").filter(({ on, event }) => on === "Server" && event === "upgrade");
  const listening = new Set(
    ofKind(trace, "event").flatMap(({ on, event, number }) =>
      on === "Server" && event === "listening" ? [number] : [],
    ),
  );
  const who =
    status === 404
      ? "the app answered with its own 404"
      : status === 0
        ? "nothing answered"
        : `the app answered with ${status}`;
  const elsewhere = upgrades.find(({ number }) => !listening.has(number));
  if (elsewhere !== undefined)
    return {
      why: `${who}: the WebSocketServer is attached to another http.Server than the one that listens`,
      at: decidingCall(elsewhere.at, sources),
      hint: "How many servers are created, and which of them listens?",
    };
  if (upgrades.length > 0) return undefined;
  if (noServer || sources.find(/\bnoServer\s*:\s*true/).length > 0)
    return {
      why: `${who}: the WebSocketServer was made with noServer, and nothing listens for the HTTP server's "upgrade" event to hand it the handshake`,
      at: sources.find(/\bnoServer\b/).at(0)?.at,
      hint: "With noServer, who calls handleUpgrade? Which option does that for you? (ws documentation, new WebSocketServer.)",
    };
  const setup = sources
    .find(/\bset\w{0,40}up\w{0,40}\s*\(/i)
    .filter(({ text }) => !/\bfunction\b|\bimport\b/.test(text));
  const imported = sources.find(/import\b.{0,80}\b(set\w{0,40}up\w{0,40})\b/i).at(0);
  if (created !== undefined && setup.length === 0)
    return {
      why: `${who}: ${imported?.match[1] ?? "the function that sets up the WebSocket server"} is never called, so the WebSocketServer at ${named(created)} is never made`,
      at: imported?.at,
      hint: "Which line of the file that starts the server should call it, and with what?",
    };
  if (created === undefined)
    return {
      why: `${who}: no WebSocketServer is made anywhere, so nothing takes the handshake`,
      hint: "Which class of ws takes handshakes, and which server does it need?",
    };
  return {
    why: `${who}: nothing had a listener for the HTTP server's "upgrade" event when the handshake came`,
    at: created,
    hint: "Does this line run before the handshake, and which server is it given?",
  };
}

/** The outermost line of the submission: the call that passed the server. */
function decidingCall(lines: TraceEventPlace, sources: Sources): Finding["at"] {
  return lines.findLast((line) => sources.line(line).includes("(")) ?? lines.at(-1);
}

type TraceEventPlace = readonly { readonly file: string; readonly line: number; readonly column: number }[];

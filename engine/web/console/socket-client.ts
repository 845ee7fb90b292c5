/** One WebSocket connection to a learner's server, used by hand or by the replay of a conversation. */
import { STATUS_CODES } from "node:http";
import { connect, type Socket } from "node:net";
import { WebSocket, type RawData } from "ws";
import { sanitizeText } from "../../text/sanitize-text.ts";
import type { NewEvent, PeerEvent } from "../../transcript-event.ts";
import type { ConsoleDetails, SocketView } from "../api-console.ts";
import { cappedText } from "./capped-text.ts";
import { meaningOf } from "./close-codes.ts";
import { FloodGuard } from "./flood-guard.ts";

/** The limit of a handshake. */
const HANDSHAKE_LIMIT_MS = 5_000;
/** Larger messages of a server close the connection. */
const MESSAGE_LIMIT_BYTES = 1024 * 1024;
/** How much of a payload of the server is kept. Those sent by hand are kept whole, for replays. */
const PAYLOAD_BYTES = 16 * 1024;

/** An event as its client knows it; the journal adds number and time. */
export type Happening = NewEvent & ConsoleDetails;

export interface SocketClientOptions {
  /** For example `client-1`. */
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
  readonly protocols: readonly string[];
  readonly onEvent: (event: Happening) => void;
  readonly onState: (client: SocketView) => void;
}

export class SocketClient {
  readonly #options: SocketClientOptions;
  readonly #socket: WebSocket;
  #connection: Socket | undefined;
  #view: SocketView;
  #closedByUs = false;
  #abandoned = false;
  readonly #flood = new FloodGuard("messages");

  constructor(options: SocketClientOptions) {
    const { name, port, path, protocols } = options;
    this.#options = options;
    this.#view = { transport: "websocket", name, state: "connecting", path, protocol: "", closed: null };
    const asked = protocols.length === 0 ? "" : `, protocols ${protocols.join(", ")}`;
    this.#tell({ dir: "out", kind: "upgrade", path, protocols, text: `GET ${path} upgrade${asked}` });
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], {
      maxPayload: MESSAGE_LIMIT_BYTES,
      followRedirects: false,
      handshakeTimeout: HANDSHAKE_LIMIT_MS,
      createConnection: () => (this.#connection = connect({ host: "127.0.0.1", port })),
    });
    this.#listen();
    options.onState(this.#view);
  }

  get view(): SocketView {
    return this.#view;
  }

  /** The local port of its connection, once there is one. */
  get localPort(): number | undefined {
    return this.#connection?.localPort;
  }

  /** Whether something can be sent. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(text: string): void {
    this.#tell({ dir: "out", kind: "text", bytes: Buffer.byteLength(text), text });
    this.#socket.send(text);
  }

  sendBinary(bytes: Buffer): void {
    this.#tell({ dir: "out", kind: "binary", ...sizeOf(bytes), base64: bytes.toString("base64") });
    this.#socket.send(bytes);
  }

  /** @param text at most 125 bytes (RFC 6455 section 5.5) */
  ping(text: string): void {
    this.#tell({ dir: "out", kind: "ping", data: text, text: text === "" ? "ping frame" : `ping frame ${text}` });
    this.#socket.ping(text);
  }

  /** Begins the closing handshake. */
  close(code?: number, reason = ""): void {
    this.#closedByUs = true;
    const text = `close${code === undefined ? "" : ` ${code}`}${reason === "" ? "" : ` "${reason}"`}`;
    const known = code === undefined ? {} : { code, meaning: meaningOf(code) };
    this.#tell({ dir: "out", kind: "close", reason, ...known, text });
    this.#state({ state: "closing" });
    this.#socket.close(code, reason);
  }

  /** Closes the TCP connection without a closing handshake. */
  terminate(): void {
    this.#closedByUs = true;
    this.#socket.terminate();
  }

  /** Closes the TCP connection, and emits nothing more. */
  abandon(): void {
    this.#abandoned = true;
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on("open", () => {
      this.#tell({ dir: "in", kind: "upgrade", code: 101, text: "101 Switching Protocols" });
      this.#state({ state: "open", protocol: sanitizeText(socket.protocol, { maxChars: 100 }) });
    });
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("ping", () => this.#tell({ dir: "in", kind: "ping", text: "ping frame" }));
    socket.on("pong", (data) => {
      const text = sanitizeText(data.toString("utf8"), { maxChars: 200 });
      this.#tell({ dir: "in", kind: "pong", data: text, text: text === "" ? "pong frame" : `pong frame ${text}` });
    });
    socket.on("unexpected-response", (request, response) => {
      const code = response.statusCode ?? 0;
      this.#tell({ dir: "in", kind: "response", code, text: `${code} ${STATUS_CODES[code] ?? ""}`.trim() });
      response.destroy();
      request.destroy();
      this.#state({ state: "closed" });
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#view.state === "closed") return;
      this.#tell({ dir: "none", kind: "error", text: sanitizeText(sentenceFor(error), { maxChars: 500 }) });
    });
    socket.on("close", (code, reason) => {
      const wasOpen = this.#view.state === "open" || this.#view.state === "closing";
      if (!wasOpen) return this.#state({ state: "closed" });
      const text = sanitizeText(reason.toString("utf8"), { maxChars: 200 });
      this.#tell({
        dir: "none",
        kind: "close",
        code,
        reason: text,
        meaning: meaningOf(code),
        byServer: !this.#closedByUs,
        text: `closed ${code}${text === "" ? "" : ` "${text}"`}`,
      });
      this.#state({ state: "closed", closed: { code, reason: text, byServer: !this.#closedByUs } });
    });
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer;
    const tooMuch = this.#flood.count();
    if (tooMuch !== undefined) {
      this.#tell({ dir: "none", kind: "error", text: tooMuch });
      return this.#socket.terminate();
    }
    if (isBinary) return this.#tell({ dir: "in", kind: "binary", ...sizeOf(bytes), base64: start(bytes) });
    // Control characters are kept as evidence; the page shows them as text.
    this.#tell({ dir: "in", kind: "text", bytes: bytes.length, text: cappedText(bytes.toString("utf8")) });
  }

  #tell(event: PeerEvent & ConsoleDetails): void {
    if (this.#abandoned) return;
    this.#options.onEvent({ peer: this.#options.name, ...event });
  }

  #state(change: Partial<SocketView>): void {
    this.#view = { ...this.#view, ...change };
    if (this.#abandoned) return;
    this.#options.onState(this.#view);
  }
}

function sizeOf(bytes: Buffer): { bytes: number; text: string } {
  return { bytes: bytes.length, text: `${bytes.length} bytes` };
}

function start(bytes: Buffer): string {
  return bytes.subarray(0, PAYLOAD_BYTES).toString("base64");
}

function sentenceFor(error: NodeJS.ErrnoException): string {
  if (error.code === "ECONNREFUSED") return "connection refused: nothing listens on the port any more";
  if (error.code === "ECONNRESET") return "the connection was cut";
  return error.message;
}

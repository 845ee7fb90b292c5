/** A server made by hand on a TCP socket: it does exactly what a test says, right or wrong. */
import { createHash } from "node:crypto";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Address } from "../../kit/address.ts";
import { openOnFirst, type Refusal } from "../../kit/transports/websocket/handshake.ts";
import type { RunningServer, ServerEnd } from "../../kit/run.ts";
import { ServerLink } from "../../kit/server-link.ts";
import { Transcript } from "../../kit/transcript.ts";
import type { CheckContext, WebSocketClient } from "../../kit/transports/websocket/websocket-client.ts";
import { CLOSE, closing, frame, PING, PONG, readFrames, TEXT, type Frame } from "./frames.ts";

/** One connection, once its first HTTP request has come. */
export class RawConnection {
  readonly socket: Socket;
  /** The request's head, as it came. */
  readonly request: string;
  readonly frames: Frame[] = [];
  /** Whether ping frames get their pong. */
  pongs = true;
  #rest: Buffer = Buffer.alloc(0);
  #onText: (text: string) => void = () => {};

  constructor(socket: Socket, request: string) {
    this.socket = socket;
    this.request = request;
  }

  get path(): string {
    return this.request.split(" ")[1] ?? "";
  }

  get accept(): string {
    const key = /^sec-websocket-key: *(.*?)\r?$/im.exec(this.request)?.[1] ?? "";
    return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  }

  /** The bytes of a handshake that succeeds, with further header lines. */
  handshake(...further: readonly string[]): string {
    return [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${this.accept}`,
      ...further,
      "",
      "",
    ].join("\r\n");
  }

  /** Accepts the connection, and sends `first` in the same TCP segment. */
  open(...first: readonly Buffer[]): this {
    return this.write(Buffer.concat([Buffer.from(this.handshake()), ...first]));
  }

  /** Sends text messages. */
  say(...texts: readonly string[]): this {
    return this.write(...texts.map((text) => frame(TEXT, text)));
  }

  write(...bytes: readonly (Buffer | string)[]): this {
    for (const piece of bytes) this.socket.write(piece);
    return this;
  }

  /** What to do with each text message. */
  onText(handler: (text: string) => void): this {
    this.#onText = handler;
    return this;
  }

  take(bytes: Buffer): void {
    const { frames, rest } = readFrames(Buffer.concat([this.#rest, bytes]));
    this.#rest = rest;
    for (const received of frames) {
      this.frames.push(received);
      if (received.opcode === PING && this.pongs) this.socket.write(frame(PONG, received.payload));
      if (received.opcode === CLOSE) this.socket.end(closing(1000));
      if (received.opcode === TEXT) this.#onText(received.payload.toString("utf8"));
    }
  }
}

export interface RawServer {
  readonly address: Address;
  readonly visitors: RawConnection[];
  readonly transcript: Transcript;
  /** Connects as a check does. Throws when the handshake is refused. */
  readonly connect: () => Promise<WebSocketClient>;
  /** Opens the first of these paths, as a check does. */
  readonly open: (...paths: readonly string[]) => Promise<{ client: WebSocketClient; path: string } | Refusal>;
  /** Says that the process behind this server has ended. */
  readonly end: (how: ServerEnd) => void;
}

/** Runs the test with a server that passes every connection to `serve`; then closes it with all its connections. */
export async function withRawServer<T>(
  serve: (connection: RawConnection) => void,
  use: (peer: RawServer) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const visitors: RawConnection[] = [];
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    let head = "";
    let connection: RawConnection | undefined;
    socket.on("data", (bytes: Buffer) => {
      if (connection !== undefined) return connection.take(bytes);
      head += bytes.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      connection = new RawConnection(socket, head.slice(0, end));
      visitors.push(connection);
      serve(connection);
      connection.take(Buffer.from(head.slice(end + 4), "latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const transcript = new Transcript();
  const clients: WebSocketClient[] = [];
  let ended: ServerEnd | undefined;
  let tellEnd: (end: ServerEnd) => void = () => {};
  const end = new Promise<ServerEnd>((resolve) => (tellEnd = resolve));
  const running: RunningServer = { ...address, otherPorts: () => [], ended: () => ended, end, terminate: undefined };
  const context: CheckContext = { server: running, clients };
  const link = new ServerLink(running, transcript);
  const open = (...paths: readonly string[]) => openOnFirst(link, paths, `client-${clients.length + 1}`);
  const connect = async () => {
    const opened = await open("/");
    if (!("client" in opened)) throw new Error(opened.received);
    clients.push(opened.client);
    opened.client.context = context;
    return opened.client;
  };
  try {
    return await use({
      address,
      visitors,
      transcript,
      open,
      connect,
      end: (how) => {
        ended = how;
        tellEnd(how);
      },
    });
  } finally {
    for (const client of clients) client.abandon();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

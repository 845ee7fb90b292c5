/** A small server that speaks Redis' protocol, for machines without Redis: pub/sub and the core of the key space. */
import { createServer, type Server, type Socket } from "node:net";
import { REDIS_CLIENTS, REDIS_MEMORY_BYTES, REDIS_UNREAD_BYTES } from "../limits.ts";
import { LOOPBACK } from "../spawn-server.ts";
import { Channels } from "./resp/channels.ts";
import { Database } from "./resp/database.ts";
import { ProtocolError, Requests } from "./resp/requests.ts";
import { Session, type Shared } from "./resp/session.ts";

/** As many as Redis has. */
const DATABASES = 16;

export class StandIn {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #shared: Shared;
  /** All that clients ever sent: more than that can never be stored. */
  #received = 0;
  #sessions = 0;

  /**
   * Resolves with one that accepts connections, or with why the port cannot be had.
   * @param unknownCommands gets the names of the commands that it does not know
   */
  static async start(port: number, unknownCommands: Set<string>): Promise<StandIn | string> {
    const server = createServer({ noDelay: true });
    return await new Promise((resolve) => {
      server.once("error", ({ message }) => resolve(message));
      server.listen(port, LOOPBACK, () => resolve(new StandIn(server, unknownCommands)));
    });
  }

  private constructor(server: Server, unknownCommands: Set<string>) {
    this.#server = server;
    const databases = Array.from({ length: DATABASES }, () => new Database());
    this.#shared = { databases, channels: new Channels(), unknownCommands };
    server.on("connection", (socket) => this.#serve(socket));
  }

  /** Resets every connection, as a crash would, and resolves once the port refuses new ones. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  #serve(socket: Socket): void {
    if (this.#sockets.size >= REDIS_CLIENTS) return void socket.end("-ERR max number of clients reached\r\n");
    this.#sockets.add(socket);
    const requests = new Requests();
    const session = new Session(++this.#sessions, this.#shared, (bytes) => {
      socket.write(bytes, "latin1");
      // A client that reads nothing is dropped, as Redis does.
      if (socket.writableLength > REDIS_UNREAD_BYTES) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      session.close();
      this.#sockets.delete(socket);
    });
    socket.on("data", (chunk) => {
      this.#received += chunk.length;
      if (this.#received > REDIS_MEMORY_BYTES) return void socket.destroy();
      try {
        for (const words of requests.read(chunk)) {
          session.take(words);
          if (session.isClosing) return void socket.end();
        }
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        socket.end(`-ERR Protocol error: ${error.message}\r\n`);
      }
    });
  }
}

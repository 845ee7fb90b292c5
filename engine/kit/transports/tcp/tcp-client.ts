import type { ServerLink } from "../../server-link.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** TCP connections to one server, for what no client library would send. */
export class TcpClient {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** Opens a connection. Never rejects: one that failed says so where it is used. */
  async open(): Promise<TcpConnection> {
    const connection = this.#link.own(new TcpConnection(this.#link));
    await connection.opened();
    return connection;
  }
}

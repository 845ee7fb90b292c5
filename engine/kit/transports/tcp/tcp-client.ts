import type { ServerLink } from "../../server-link.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** Opens TCP connections to one server, for bytes that no client library would send. */
export class TcpClient {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** Opens a connection. Never rejects: a failure is reported where the connection is used. */
  async open(): Promise<TcpConnection> {
    const connection = this.#link.own(new TcpConnection(this.#link));
    await connection.opened();
    return connection;
  }
}

import type { FailureCode } from "../../../failures/registry.ts";
import { CheckFailure } from "../../failure.ts";
import { REPLY_LIMIT_MS } from "../../limits.ts";
import { printable, type TcpConnection } from "./tcp-connection.ts";

/** Expectations of one TCP connection. */
export class TcpExpectation {
  readonly #connection: TcpConnection;

  constructor(connection: TcpConnection) {
    this.#connection = connection;
  }

  /**
   * Waits until `find`, given everything that has arrived, returns a value, and returns that value.
   * @param phrase completes "expected …", for example `the 101 of the handshake`
   */
  async toReceive<T>(phrase: string, find: (received: Buffer) => T | undefined): Promise<T> {
    const connection = this.#connection;
    const found = await connection.until(() => find(connection.received), REPLY_LIMIT_MS);
    if (found !== undefined) return found;
    const { received, hasEnded, failure } = connection;
    const came = received.length === 0 ? "nothing" : `${received.length} bytes: ${printable(received)}`;
    const end =
      failure !== undefined ? `; the connection broke off (${failure})` : hasEnded ? "; the server ended it" : "";
    throw this.#failure(
      received.length > 0 ? "wrong-bytes" : failure !== undefined || hasEnded ? "connection-closed" : "no-bytes",
      `${phrase}, within ${REPLY_LIMIT_MS / 1000} s`,
      `${came}${end}`,
    );
  }

  /** Waits for exactly these bytes; `from` is their offset in everything that arrives. */
  async toReceiveBytes(bytes: Buffer, from: number = 0): Promise<void> {
    await this.toReceive(`the bytes ${printable(bytes)}`, (received) =>
      received.subarray(from, from + bytes.length).equals(bytes) ? true : undefined,
    );
  }

  /** Waits until the server has ended its half of the connection, or the whole connection. */
  async toBeClosed(): Promise<void> {
    const connection = this.#connection;
    await connection.until(() => undefined, REPLY_LIMIT_MS);
    if (connection.isOver) return;
    throw this.#failure("not-closed", "the server ends the connection", "the connection is still open");
  }

  #failure(code: FailureCode, expected: string, received: string): CheckFailure {
    const { sent } = this.#connection;
    return new CheckFailure({
      peer: this.#connection.name,
      code,
      sent: sent.length === 0 ? "nothing; the client only connected" : sent.slice(-2).join(", then "),
      expected,
      received,
    });
  }
}

/** A proxy between a program and the server: records traffic, and simulates the network faults that a check needs. */
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Address } from "../address.ts";
import { CurrentConditions, type Conditions } from "./conditions.ts";
import { ProxyConnection } from "./connection.ts";
import type { Recorder } from "./record.ts";
import { RequestLog } from "./request-log.ts";

const LOOPBACK = "127.0.0.1";

export class Proxy extends RequestLog {
  /** For example `http://127.0.0.1:40213`. */
  readonly url: string;
  readonly #server: Server;
  readonly #conditions: CurrentConditions;
  readonly #connections: Set<ProxyConnection>;
  readonly #recorder: Recorder;
  #made = 0;

  /** Starts a proxy for `target`, whose address is read again for each connection. */
  static async start(target: Address, recorder: Recorder): Promise<Proxy> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, LOOPBACK, resolve);
    });
    return new Proxy(server, target, recorder);
  }

  private constructor(server: Server, target: Address, recorder: Recorder) {
    super("proxy");
    this.#server = server;
    this.#recorder = recorder;
    this.#conditions = new CurrentConditions();
    this.#connections = new Set();
    this.url = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
    server.on("error", () => {});
    server.on("connection", (near) => {
      const connection: ProxyConnection = new ProxyConnection({
        near,
        target: () => target,
        number: ++this.#made,
        conditions: this.#conditions,
        recorder,
        onRequest: (request) => this.add(request),
        onNews: () => this.tell(),
      });
      this.#connections.add(connection);
      near.once("close", () => this.#connections.delete(connection));
      this.tell();
    });
  }

  /** How many connections were made in all, including those reset at once. */
  get connections(): number {
    return this.#made;
  }

  /** How many connections are open now. */
  get open(): number {
    return this.#connections.size;
  }

  /** Replaces the conditions, also for open connections; with a condition left out, traffic passes as without a proxy. */
  change(conditions: Conditions): void {
    const names = Object.entries(conditions).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    this.#recorder.note(names.length === 0 ? "the proxy lets everything pass" : `the proxy: ${names.join(", ")}`);
    this.#conditions.change(conditions);
    if (conditions.down === true) this.#reset();
  }

  /** Resets every open connection. */
  cut(): void {
    this.#recorder.error("the proxy reset every open connection");
    this.#reset();
  }

  close(): void {
    // Wakes flows that wait for a change of conditions, so that they notice the closed connection.
    this.#reset();
    this.#conditions.change({});
    this.#server.close();
  }

  #reset(): void {
    for (const connection of this.#connections) connection.reset();
  }
}

/** A network between clients and a learner's server: a proxy on this machine that behaves like the network of a given name. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Address } from "../kit/address.ts";
import { Relay } from "../kit/proxy/relay.ts";
import { randomFor } from "../kit/random.ts";
import type { NetworkFact } from "../transcript-event.ts";
import { BEHAVIOURS } from "./behaviours.ts";
import { FactLimit } from "./fact-limit.ts";
import { NETWORK_TIMES, NETWORKS, type NetworkName, type NetworkTimes } from "./networks.ts";

const LOOPBACK = "127.0.0.1";
/** How many connections may be open at a time, each with up to 1 MiB under way in each direction. */
const CONNECTION_LIMIT = 128;

/** The connection that something happened to. */
export type Connection = Pick<Relay, "number" | "clientPort">;

export interface NetworkOptions {
  /** The server's current address, read for each connection; undefined while there is none. */
  readonly target: () => Address | undefined;
  readonly seed: number;
  /** Called with what the network did; `connection` is set if that was to a single one. At most 21 times a second. */
  readonly onFact: (fact: NetworkFact, connection?: Connection) => void;
  /** Stops the server and starts it again. Returns whether there was one. */
  readonly restart: () => boolean;
  /** The port to listen on, on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** @default NETWORK_TIMES */
  readonly times?: NetworkTimes;
}

export class SimulatedNetwork {
  readonly port: number;
  readonly seed: number;
  readonly #options: NetworkOptions;
  readonly #times: NetworkTimes;
  readonly #listener: Server;
  readonly #relays = new Set<Relay>();
  readonly #facts: FactLimit<Connection>;
  #name: NetworkName = "good";
  #made = 0;
  #repeating: NodeJS.Timeout | undefined;
  #offline: NodeJS.Timeout | undefined;

  /** Begins with a good network. @throws an error of the system when the port is taken */
  static async open(options: NetworkOptions): Promise<SimulatedNetwork> {
    const listener = createServer({ allowHalfOpen: true });
    listener.listen(options.port ?? 0, LOOPBACK);
    await once(listener, "listening");
    return new SimulatedNetwork(listener, options);
  }

  private constructor(listener: Server, options: NetworkOptions) {
    this.#options = options;
    this.#times = options.times ?? NETWORK_TIMES;
    this.#listener = listener;
    this.seed = options.seed;
    this.port = (listener.address() as AddressInfo).port;
    this.#facts = new FactLimit(options.onFact);
    // For example too many open files: the client waits until the next one is accepted.
    listener.on("error", () => {});
    listener.on("connection", (near) => this.#accept(near));
  }

  get name(): NetworkName {
    return this.#name;
  }

  /** How many connections are open at one of their ends at least. */
  get open(): number {
    return this.#relays.size;
  }

  /** Becomes another network, also for open connections. Those that are dead are reset. */
  use(name: NetworkName): void {
    this.#settle();
    this.#name = name;
    this.#facts.add({ did: "change", to: name, about: NETWORKS[name] });
    for (const relay of this.#relays) this.#begin(relay);
    const { repeats } = BEHAVIOURS[name];
    if (repeats === undefined) return;
    const act = () => (repeats.act === "restart" ? this.restartServer() : this.goOffline());
    // An interval, so that a slow start does not shift what follows.
    this.#repeating = setInterval(act, this.#times[repeats.every]);
  }

  /** Is offline for `NETWORK_TIMES.offline`, once. Does nothing while it is. */
  goOffline(): void {
    if (this.#offline !== undefined) return;
    const ms = this.#times.offline;
    this.#facts.add({ did: "offline", ms, connections: this.#relays.size });
    this.#offline = setTimeout(() => this.#goOnline(), ms);
    this.#reset();
  }

  /** Stops the server and starts it again, if there is one. */
  restartServer(): void {
    if (this.#options.restart()) this.#facts.add({ did: "restart" });
  }

  /** Resets all connections. Resolves when none is left. */
  async close(): Promise<void> {
    clearInterval(this.#repeating);
    clearTimeout(this.#offline);
    const closed = once(this.#listener, "close");
    this.#listener.close();
    this.#reset();
    this.#facts.end();
    await closed;
  }

  #accept(near: Socket): void {
    near.on("error", () => {});
    const connection: Connection = { number: (this.#made += 1), clientPort: near.remotePort };
    const target = this.#options.target();
    const refuse = (fact: NetworkFact) => {
      this.#facts.add(fact, connection);
      near.resetAndDestroy();
    };
    if (this.#offline !== undefined) return refuse({ did: "refuse" });
    if (target === undefined) return refuse({ did: "unreachable", port: undefined });
    if (this.#relays.size >= CONNECTION_LIMIT) return refuse({ did: "too-many", limit: CONNECTION_LIMIT });
    const relay: Relay = new Relay({
      near,
      target,
      number: connection.number,
      onUnreachable: () => this.#facts.add({ did: "unreachable", port: target.port }, connection),
      onEnd: () => this.#relays.delete(relay),
    });
    this.#relays.add(relay);
    this.#begin(relay);
  }

  #begin(relay: Relay): void {
    BEHAVIOURS[this.#name].onConnection?.(relay, {
      times: this.#times,
      random: randomFor(this.seed, `network ${this.#name} ${relay.number}`),
      report: (fact) => this.#facts.add(fact, relay),
    });
  }

  #settle(): void {
    clearInterval(this.#repeating);
    if (this.#offline !== undefined) this.#goOnline();
    for (const relay of this.#relays)
      if (relay.isDead) relay.reset();
      else relay.settle();
  }

  #goOnline(): void {
    clearTimeout(this.#offline);
    this.#offline = undefined;
    this.#facts.add({ did: "online" });
  }

  #reset(): void {
    for (const relay of this.#relays) relay.reset();
  }
}

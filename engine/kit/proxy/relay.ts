/** One TCP connection, passed on to a server byte for byte, whatever it carries, under conditions of its own. */
import { connect, type Socket } from "node:net";
import type { Address } from "../address.ts";
import { CurrentConditions } from "./conditions.ts";
import { Flow, type ByteBudget } from "./flow.ts";

export interface RelayOptions {
  /** The socket to the client, with `allowHalfOpen`. */
  readonly near: Socket;
  readonly target: Address;
  /** Counted from 1. */
  readonly number: number;
  /** Called when the server does not take the connection; the client's is then reset. */
  readonly onUnreachable: () => void;
  /** Called when both sides have closed. */
  readonly onEnd: () => void;
}

/** What a relay does next, by itself. */
type Plan = () => void;

export class Relay {
  readonly conditions = new CurrentConditions();
  readonly number: number;
  /** The port of the client, by which a caller can recognise it. */
  readonly clientPort: number | undefined;
  readonly #options: RelayOptions;
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #flows: readonly Flow[];
  #passed = 0;
  #isDead = false;
  #left = Number.POSITIVE_INFINITY;
  #whenSpent: Plan = () => {};
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(options: RelayOptions) {
    const { near, target, number } = options;
    this.#options = options;
    this.#near = near;
    this.number = number;
    this.clientPort = near.remotePort;
    near.setNoDelay(true);
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#far = far;
    const isHeld = () => this.conditions.now.silent === true;
    const shared = { conditions: this.conditions, isHeld, budget: this.#budget(), onCut: () => {} };
    const toServer = new Flow({ ...shared, from: near, to: far, isAnswer: false });
    const toClient = new Flow({ ...shared, from: far, to: near, isAnswer: true });
    this.#flows = [toServer, toClient];
    pass(near, toServer);
    pass(far, toClient);
    let isConnected = false;
    far.on("connect", () => (isConnected = true));
    far.on("error", () => {
      if (!isConnected && !near.destroyed) options.onUnreachable();
      // What the server did, the client sees too (RFC 9293 section 3.10.7).
      if (!this.#isDead) near.resetAndDestroy();
    });
    near.on("error", () => {});
    near.on("close", () => {
      if (!this.#isDead) far.destroy();
      this.#endWhenClosed();
    });
    far.on("close", () => this.#endWhenClosed());
  }

  /** Bytes that have passed, in both directions together. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether everything vanishes. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** Plans something for when this many further bytes have passed, in both directions together. */
  afterBytes(bytes: number, plan: Plan): void {
    this.#left = bytes;
    this.#whenSpent = plan;
  }

  /** Plans something for later; replaces what was planned with this method before. */
  afterMs(ms: number, plan: Plan): void {
    this.#cancel();
    // A client in this process reads what has arrived before an immediate runs.
    this.#timer = setTimeout(() => (this.#immediate = setImmediate(plan)), ms);
  }

  /** Ends all plans and conditions. */
  settle(): void {
    this.#cancel();
    this.#left = Number.POSITIVE_INFINITY;
    this.conditions.change({});
  }

  /** Resets the connections to both sides. */
  reset(): void {
    for (const socket of [this.#near, this.#far]) if (!socket.destroyed) socket.resetAndDestroy();
    this.settle();
  }

  /** From now on, everything that either side sends is lost, its FIN and RST too, and both connections stay open. */
  vanish(): void {
    this.#isDead = true;
    for (const flow of this.#flows) flow.vanish();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #budget(): ByteBudget {
    const left = () => this.#left;
    return {
      get left() {
        return left();
      },
      take: (bytes) => {
        this.#passed += bytes;
        this.#left -= bytes;
      },
      onSpent: () => {
        this.#left = Number.POSITIVE_INFINITY;
        this.#whenSpent();
      },
    };
  }

  #endWhenClosed(): void {
    if (!this.#near.closed || !this.#far.closed) return;
    this.settle();
    this.#options.onEnd();
  }
}

function pass(from: Socket, flow: Flow): void {
  from.on("data", (chunk: Buffer) => flow.write(chunk, "body"));
  from.on("end", () => flow.end());
}

/** The network between the clients of a console and its server; what it does is part of the conversation. */
import { newSeed } from "../../kit/random.ts";
import type { Environment } from "../../lesson-environment.ts";
import { restartsServer } from "../../network/behaviours.ts";
import { keptDatabase, type KeptDatabase } from "../../network/kept-database.ts";
import type { NetworkName } from "../../network/networks.ts";
import { networkSentence } from "../../network/sentence.ts";
import { SimulatedNetwork, type Connection } from "../../network/simulated-network.ts";
import type { NetworkFact } from "../../transcript-event.ts";
import type { NetworkView } from "../api-console.ts";
import type { ConsoleServer } from "./console-server.ts";
import type { Happening } from "./socket-client.ts";

export interface ConsoleNetworkOptions {
  readonly server: Pick<ConsoleServer, "port" | "restart">;
  /** Whether the lesson has a board, and so a database. */
  readonly hasBoard: boolean;
  /** The name of the client whose connection has this local port. */
  readonly nameAt: (clientPort: number | undefined) => string | undefined;
  readonly onEvent: (event: Happening) => void;
  readonly onState: (view: NetworkView) => void;
}

export class ConsoleNetwork {
  readonly #options: ConsoleNetworkOptions;
  readonly #network: SimulatedNetwork;
  #database: KeptDatabase | undefined;

  static async open(options: ConsoleNetworkOptions): Promise<ConsoleNetwork> {
    const { server } = options;
    const network = await SimulatedNetwork.open({
      target: () => (server.port === undefined ? undefined : { host: "127.0.0.1", port: server.port }),
      seed: newSeed(),
      restart: () => server.restart(),
      onFact: (fact, connection) => options.onEvent(eventOf(fact, connection, options)),
    });
    return new ConsoleNetwork(options, network);
  }

  private constructor(options: ConsoleNetworkOptions, network: SimulatedNetwork) {
    this.#options = options;
    this.#network = network;
  }

  /** The port that clients connect to, on 127.0.0.1. */
  get port(): number {
    return this.#network.port;
  }

  get view(): NetworkView {
    const { name, seed } = this.#network;
    return { name, seed };
  }

  /** What the server gets in its environment: a database that restarts keep, as one in memory is lost. */
  get environment(): Environment {
    if (!this.#keepsData) return {};
    this.#database ??= keptDatabase();
    return this.#database.environment;
  }

  use(name: NetworkName): void {
    this.#network.use(name);
    this.#options.onState(this.view);
    // The running server has its data in memory still.
    if (this.#keepsData) this.#network.restartServer();
  }

  goOffline(): void {
    this.#network.goOffline();
  }

  /** Resets all connections. */
  async close(): Promise<void> {
    await this.#network.close();
  }

  /** To be called once the server has ended. */
  removeDatabase(): void {
    this.#database?.remove();
  }

  get #keepsData(): boolean {
    return this.#options.hasBoard && restartsServer(this.#network.name);
  }
}

/** In the lane of its client; what concerns all of them has a lane of its own. */
function eventOf(
  fact: NetworkFact,
  connection: Connection | undefined,
  { nameAt }: Pick<ConsoleNetworkOptions, "nameAt">,
): Happening {
  const client = nameAt(connection?.clientPort);
  const named = connection === undefined || client !== undefined ? undefined : `connection ${connection.number}`;
  const peer = client ?? (fact.did === "restart" ? "server" : "network");
  return { peer, kind: "network", dir: "none", did: fact.did, text: networkSentence(fact, named) };
}

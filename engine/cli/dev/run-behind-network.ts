/** Runs the learner's server on a free port, and a simulated network for it on the port that clients know. */
import { restartsServer } from "../../network/behaviours.ts";
import { keptDatabase } from "../../network/kept-database.ts";
import { NETWORKS } from "../../network/networks.ts";
import { networkSentence } from "../../network/sentence.ts";
import { SimulatedNetwork } from "../../network/simulated-network.ts";
import type { Output } from "../../output.ts";
import { TerminalProgram } from "../run-child.ts";
import type { NetworkArgument } from "./network-argument.ts";
import { freePort } from "./ports.ts";

export interface BehindNetwork {
  readonly network: NetworkArgument;
  /** The network's port; 0 for a free one. */
  readonly port: number;
  /** The server's file as it is shown. */
  readonly shown: string;
  /** Whether the lesson has a board, and so a database. */
  readonly hasBoard: boolean;
  /** The arguments of Node that run the server. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
}

/** @returns the exit code of the server */
export async function runBehindNetwork(options: BehindNetwork): Promise<number> {
  const { network, shown, args, cwd, env, stdout } = options;
  const { name, seed } = network;
  const direct = await freePort();
  // A restart would empty a database in memory.
  const database = restartsServer(name) && options.hasBoard && !env["DB_PATH"] ? keptDatabase() : undefined;
  const server = new TerminalProgram(args, { cwd, env: { ...env, ...database?.environment, PORT: String(direct) } });
  const say = (sentence: string) => stdout.write(`network: ${sentence}\n`);
  const simulated = await SimulatedNetwork.open({
    port: options.port,
    // Servers listen on ::1 or on 127.0.0.1 under this name; both are tried.
    target: () => ({ host: "localhost", port: direct }),
    seed,
    restart: () => server.restart(),
    onFact: (fact, connection) =>
      fact.did === "change"
        ? undefined
        : say(networkSentence(fact, connection === undefined ? undefined : `connection ${connection.number}`)),
  });
  try {
    stdout.write(
      [
        `${shown} behind the network ${name}, seed ${seed}: ${NETWORKS[name]}`,
        `  through the network  http://localhost:${simulated.port}`,
        `  without it           http://localhost:${direct}`,
        ...(database === undefined ? [] : ["The board is in a temporary file, which the restarts keep."]),
        "Reloaded on every save; Ctrl-C stops it",
        "",
      ].join("\n"),
    );
    simulated.use(name);
    return await server.run();
  } finally {
    await simulated.close();
    database?.remove();
  }
}

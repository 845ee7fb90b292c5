import { newSeed } from "../../kit/random.ts";
import { isNetworkName, NETWORK_NAMES, type NetworkName } from "../../network/networks.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";

export interface NetworkArgument {
  readonly name: NetworkName;
  readonly seed: number;
}

/**
 * Parses `--network` and `--seed`.
 * @returns undefined when no network is wanted
 * @throws UsageError that lists the networks when there is none of that name, and for a seed without a network
 */
export function networkIn(flags: {
  readonly network?: string | undefined;
  readonly seed?: string | undefined;
}): NetworkArgument | undefined {
  const seed = seedOf(flags.seed);
  const name = flags.network;
  if (name === undefined && seed !== undefined)
    throw new UsageError("--seed repeats the faults of a network.", "Name the network too: --network NAME.");
  if (name === undefined) return undefined;
  if (!isNetworkName(name))
    throw new UsageError(`--network is ${quoteWord(name)}, and must be ${listOf(NETWORK_NAMES)}.`);
  return { name, seed: seed ?? newSeed() };
}

/**
 * Runs the stretch probes of a check file. They run at the same time, to save time; when a server that they shared has
 * ended, those that failed are run again one by one to find which of them ended it.
 */
import { performance } from "node:perf_hooks";
import { CheckRunner, skipped, type CheckOutcome } from "./check-runner.ts";
import type { Probe } from "./check-suite.ts";
import { STRETCH_LIMIT_MS } from "./limits.ts";
import { isServer, type NoServer, type Run, type RunningServer } from "./run.ts";
import { within } from "./time-limit.ts";

/** Runs the probes and returns their outcomes in order. To be called once every exercise is over. */
export async function runProbes(probes: readonly Probe[], run: Run): Promise<CheckOutcome[]> {
  const unwanted = run.stretchUnwanted();
  if (unwanted !== undefined) return probes.map((probe) => skipped(probe, unwanted));
  const outcomes = new Map<Probe, CheckOutcome>();
  const begun: Begun[] = [];
  // Those that share a server are asked for first: what they leave over can be lent to a probe alone.
  for (const probe of probes.toSorted((a, b) => Number(a.exclusive === true) - Number(b.exclusive === true)))
    begun.push({ probe, server: await run.probeServer(probe.exclusive === true) });
  const until = performance.now() + STRETCH_LIMIT_MS;
  const ask = async (begun: Begun) => {
    // Where a probe is run again, and there is no time left for that, what is known of it stays.
    const outcome = (await withinLimit(begun, run, until)) ?? outcomes.get(begun.probe);
    const why = `left out: the probes took longer than ${STRETCH_LIMIT_MS / 1000} s`;
    outcomes.set(begun.probe, outcome ?? skipped(begun.probe, why));
  };
  // A probe that may end the server of others runs after them.
  const [together, last] = parted(begun);
  await Promise.all(together.map(ask));
  for (const { probe, server } of together) {
    const failed = outcomes.get(probe)?.result.status === "failed";
    // Running each probe alone, on a server of its own, shows which of them ended the server.
    if (failed && probe.exclusive !== true && hasEnded(server) && performance.now() < until)
      await ask({ probe, server: await run.probeServer(false) });
  }
  for (const { probe, server } of last)
    await ask({ probe, server: hasEnded(server) ? await run.probeServer(true) : server });
  return probes.map((probe) => outcomes.get(probe) as CheckOutcome);
}

interface Begun {
  readonly probe: Probe;
  readonly server: RunningServer | NoServer;
}

function hasEnded(server: RunningServer | NoServer): boolean {
  return isServer(server) && server.ended() !== undefined;
}

/** Splits the probes into those that can run together and those that must run after them. */
function parted(begun: readonly Begun[]): [Begun[], Begun[]] {
  const others = new Set(begun.filter(({ probe }) => probe.exclusive !== true).map(({ server }) => server));
  const disturbs = ({ probe, server }: Begun) => probe.exclusive === true && others.has(server);
  return [begun.filter((one) => !disturbs(one)), begun.filter(disturbs)];
}

/** The outcome of a probe; undefined when it is still running at `until`: it ends when its server is stopped. */
async function withinLimit({ probe, server }: Begun, run: Run, until: number): Promise<CheckOutcome | undefined> {
  if (probe.needsProcess === true && isServer(server) && server.terminate === undefined)
    return skipped(probe, "needs a process the grader started");
  const asked = new CheckRunner(server, run).run({ ...probe, hint: probe.why });
  return await within(Math.max(0, until - performance.now()), asked);
}

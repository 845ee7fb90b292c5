/**
 * Runs the stretch probes of a check file. All of them are under way at once, so that they cost a reader little; one that
 * ended a server they shared is found by asking again, one after the other.
 */
import { CheckRunner, skipped, type CheckOutcome } from "./check-runner.ts";
import type { Probe } from "./check-suite.ts";
import { STRETCH_LIMIT_MS } from "./limits.ts";
import { isServer, type NoServer, type Run, type RunningServer } from "./run.ts";
import { within } from "./time-limit.ts";

/** How each probe went, in their order. Call it once every exercise is over. */
export async function runProbes(probes: readonly Probe[], run: Run): Promise<CheckOutcome[]> {
  const unwanted = run.stretchUnwanted();
  if (unwanted !== undefined) return probes.map((probe) => skipped(probe, unwanted));
  const outcomes = new Map<Probe, CheckOutcome>();
  const begun: Begun[] = [];
  for (const probe of probes) begun.push({ probe, server: await run.probeServer(probe.exclusive === true) });
  const until = Date.now() + STRETCH_LIMIT_MS;
  const ask = async (begun: Begun) => outcomes.set(begun.probe, await withinLimit(begun, run, until));
  // A server that runs elsewhere is the only one there is: what may end it comes last.
  const [shared, last] = parted(begun);
  await Promise.all(shared.map(ask));
  for (const disturbing of last) await ask(disturbing);
  for (const { probe, server } of shared) {
    const failed = outcomes.get(probe)?.result.status === "failed";
    // Which of the probes ended it, and which only met its end, shows when each has a server to itself.
    if (failed && probe.exclusive !== true && isServer(server) && server.ended() !== undefined)
      await ask({ probe, server: await run.probeServer(false) });
  }
  return probes.map((probe) => outcomes.get(probe) as CheckOutcome);
}

interface Begun {
  readonly probe: Probe;
  readonly server: RunningServer | NoServer;
}

/** Those that can be under way at once, and those that must not disturb them. */
function parted(begun: readonly Begun[]): [Begun[], Begun[]] {
  const others = new Set(begun.filter(({ probe }) => probe.exclusive !== true).map(({ server }) => server));
  const disturbs = ({ probe, server }: Begun) => probe.exclusive === true && others.has(server);
  return [begun.filter((one) => !disturbs(one)), begun.filter(disturbs)];
}

/** A probe that is still under way at `until` is left out; its server ends soon, and the probe with it. */
async function withinLimit({ probe, server }: Begun, run: Run, until: number): Promise<CheckOutcome> {
  if (probe.needsProcess === true && isServer(server) && server.terminate === undefined)
    return skipped(probe, "needs a process the grader started");
  const asked = new CheckRunner(server, run).run({ ...probe, hint: probe.why });
  const outcome = await within(Math.max(0, until - Date.now()), asked);
  return outcome ?? skipped(probe, `left out: the probes took longer than ${STRETCH_LIMIT_MS / 1000} s`);
}

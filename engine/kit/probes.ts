/**
 * The stretch probes of a check file. All of them are under way at once, so that they cost a reader little; one that ended
 * a server they shared is found by asking again, one after the other.
 */
import type { CheckResult } from "../verdict.ts";
import { STRETCH_LIMIT_MS } from "./limits.ts";
import { isServer, type NoServer, type Run, type RunningServer } from "./run.ts";
import { Scope, type Performed, type Tools } from "./scope.ts";
import { within } from "./time-limit.ts";

export interface Probe {
  readonly id: string;
  readonly title: string;
  /** What a server that fails the probe probably does. */
  readonly why: string;
  /** The probe may end the server, so no other probe uses it. */
  readonly own: boolean;
  /** The probe watches the process, so it is skipped for a server that runs elsewhere. */
  readonly needsProcess: boolean;
  readonly body: (tools: Tools) => Promise<void>;
}

export class Probes {
  readonly #run: Run;
  readonly #declared: Probe[] = [];
  #performed: Promise<Map<string, Performed>> | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  declare(probe: Probe): void {
    this.#run.declare(null, probe.id, probe.title);
    this.#declared.push(probe);
  }

  /** How the probe went. The first call starts all of them: call it once every exercise is over. */
  async outcome({ id }: Probe): Promise<Performed> {
    this.#performed ??= this.#perform();
    return (await this.#performed).get(id) as Performed;
  }

  async #perform(): Promise<Map<string, Performed>> {
    const unwanted = this.#run.stretchUnwanted();
    if (unwanted !== undefined) return new Map(this.#declared.map((probe) => [probe.id, leftOut(probe, unwanted)]));
    const outcomes = new Map<string, Performed>();
    const begun = [];
    for (const probe of this.#declared) begun.push({ probe, server: await this.#run.probeServer(probe.own) });
    const until = Date.now() + STRETCH_LIMIT_MS;
    const perform = async ({ probe, server }: Begun) =>
      outcomes.set(probe.id, await withinLimit(probe, this.#ask(probe, server), until));
    // A server that runs elsewhere is the only one there is: what may end it comes last.
    const [shared, last] = parted(begun);
    await Promise.all(shared.map(perform));
    for (const probe of last) await perform(probe);
    for (const { probe, server } of shared) {
      const failed = outcomes.get(probe.id)?.result.status === "failed";
      // Which of the probes ended it, and which only met its end, shows when each has a server to itself.
      if (failed && !probe.own && isServer(server) && server.ended() !== undefined)
        await perform({ probe, server: await this.#run.probeServer(false) });
    }
    return outcomes;
  }

  async #ask(probe: Probe, server: RunningServer | NoServer): Promise<Performed> {
    if (probe.needsProcess && isServer(server) && server.terminate === undefined)
      return leftOut(probe, "needs a process the grader started");
    const scope = new Scope(this.#run, null, async () => server);
    await scope.open();
    return await scope.perform(probe.id, probe.title, { hint: probe.why }, probe.body);
  }
}

interface Begun {
  readonly probe: Probe;
  readonly server: RunningServer | NoServer;
}

/** Those that can be under way at once, and those that must not disturb them. */
function parted(begun: readonly Begun[]): [Begun[], Begun[]] {
  const others = new Set(begun.filter(({ probe }) => !probe.own).map(({ server }) => server));
  const disturbs = ({ probe, server }: Begun) => probe.own && others.has(server);
  return [begun.filter((one) => !disturbs(one)), begun.filter(disturbs)];
}

/** A probe that is still under way then is left out; its server ends soon, and the probe with it. */
async function withinLimit(probe: Probe, asked: Promise<Performed>, until: number): Promise<Performed> {
  const performed = await within(Math.max(0, until - Date.now()), asked);
  return performed ?? leftOut(probe, `left out: the probes took longer than ${STRETCH_LIMIT_MS / 1000} s`);
}

function leftOut({ id, title }: Probe, why: string): Performed {
  const result: CheckResult = {
    id,
    title,
    status: "skipped",
    durationMs: 0,
    failure: null,
    skipped: why,
    transcript: [],
  };
  return { result, advice: [] };
}

/** Grades the hostile submissions on this machine and reports which promises hold. */
import { WorkerError, WorkerPool } from "../workers/pool.ts";
import type { Chosen } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";
import type { SafetyPromise } from "./promises.ts";
import { attacksOf, AttackFixture, type Attack, type PlacedAttack } from "./attack-fixture.ts";

export interface Finding {
  readonly promise: SafetyPromise;
  /** `unknown`: an attack did not run far enough to try. `not-tried`: the promise has no attack. */
  readonly state: "holds" | "broken" | "unknown" | "not-tried";
  /** A phrase for each attack that does not confirm the promise. Untrusted. */
  readonly evidence: readonly string[];
}

export interface ProbeOptions {
  /** Absolute path of this project. */
  readonly projectRoot: string;
  readonly isolation: Chosen;
  readonly promises: readonly SafetyPromise[];
  /** See `WorkerPoolOptions`. */
  readonly entry?: string | undefined;
  /** Called after each attack. */
  readonly onProbed?: () => void;
}

/** The number of attacks graded at a time; those on the whole machine run alone. */
const AT_A_TIME = 3;

/** Grades the attacks of the promises. Removes everything that they leave behind. */
export async function probeHere(options: ProbeOptions): Promise<Finding[]> {
  const { projectRoot, isolation, promises, entry, onProbed } = options;
  const fixture = await AttackFixture.build(projectRoot);
  const all = await attacksOf(projectRoot);
  const attempts = promises.flatMap((promise) =>
    promise.attacks.map((name) => {
      const attack = all.find((found) => found.name === name);
      if (attack === undefined) throw new Error(`there is no attack ${name}`);
      return { promise, attack };
    }),
  );
  const results = new Map<string, Result>();
  // Each queue has a worker of its own, so that damage to a worker shows in its next grading.
  const work = async (queue: typeof attempts, width: number = 1) => {
    const workers = new WorkerPool(width, {
      environment: fixture.environment,
      isolation,
      ...(entry === undefined ? {} : { entry }),
    });
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        results.set(next.attack.name, await attempt(fixture, workers, next.promise, next.attack));
        onProbed?.();
      }
      const { processes, files } = await workers.close();
      if (processes > 0 || files.length > 0)
        results.set("leaves-a-daemon", broken(`${processes} processes and ${files.length} files were left`));
    } finally {
      await workers.stop();
    }
  };
  try {
    const beside = attempts.filter(({ promise }) => promise.beside);
    const alone = attempts.filter(({ attack }) => attack.outcome === "anything");
    const quiet = attempts.filter((one) => !beside.includes(one) && !alone.includes(one));
    await Promise.all(Array.from({ length: AT_A_TIME }, () => work(quiet)));
    if (beside.length > 0) await work(beside, 2);
    await work(alone);
  } finally {
    await fixture.remove();
  }
  return promises.map((promise) => {
    const outcomes = promise.attacks.flatMap((name) => results.get(name) ?? []);
    const states = outcomes.map(({ state }) => state);
    const [worst = "not-tried"] = (["broken", "unknown", "holds"] as const).filter((state) => states.includes(state));
    return { promise, state: worst, evidence: outcomes.flatMap(({ evidence }) => evidence ?? []) };
  });
}

interface Result {
  readonly state: Finding["state"];
  readonly evidence?: string;
}

const held: Result = { state: "holds" };
const broken = (evidence: string): Result => ({ state: "broken", evidence });
const unknown = (evidence: string): Result => ({ state: "unknown", evidence });

async function attempt(
  fixture: AttackFixture,
  workers: WorkerPool,
  promise: SafetyPromise,
  attack: Attack,
): Promise<Result> {
  const placed = await fixture.place(attack);
  const { workbook, lesson } = fixture;
  const graded = (submission: string) =>
    workers.grade({ workbook, lesson, submission, display: attack.name, seed: 1 }).catch((error: Error) => error);
  try {
    const beside = promise.beside === true ? graded(fixture.patient) : undefined;
    const verdict = await graded(placed.folder);
    await beside;
    const done = await achieved(fixture, placed, promise, attack, verdict);
    if (done.state === "broken") return done;
    const next = await graded(fixture.honest);
    if (next instanceof WorkerError && next.started)
      return broken(`the next submission was not graded: ${next.message}`);
    if (next instanceof Error) return unknown(`the next submission could not be graded: ${next.message}`);
    return next.passed ? done : broken(`the next submission was graded wrongly: ${summaryOf(next)}`);
  } finally {
    placed.close();
  }
}

/** What the attack achieved, as far as it shows from outside. */
async function achieved(
  fixture: AttackFixture,
  placed: PlacedAttack,
  { proof, mostBytes }: SafetyPromise,
  attack: Attack,
  verdict: Verdict | Error,
): Promise<Result> {
  const { outcome, name } = attack;
  if (verdict instanceof WorkerError && verdict.started) return broken(`${name} ended the grader: ${verdict.message}`);
  if (verdict instanceof Error) return unknown(`${name} could not be graded: ${verdict.message}`);
  const { stdout, stderr } = verdict.server;
  const leak = `${stdout}\n${stderr}\n${JSON.stringify(verdict.reason)}`
    .split("\n")
    .find((line) => line.includes(fixture.mark));
  if (leak !== undefined) return broken(`${name} saw ${leak}`);
  if (placed.visits() > 0) return broken(`${name} reached a listener of this machine`);
  if (await placed.damage()) return broken(`${name} changed a file that is not its own`);
  const survivors = fixture.survivorsOf(attack);
  for (const pid of survivors) process.kill(pid, "SIGKILL");
  if (survivors.length > 0) return broken(`${name} left processes behind: ${survivors.length}`);
  if (verdict.server.started !== verdict.server.stopped) return broken(`${name} was not stopped`);
  if (verdict.outcome === "grader-error") return unknown(`${name} could not be graded: ${verdict.reason?.message}`);
  if (outcome === "fails" && verdict.passed) return broken(`${name} passed`);
  if (proof !== undefined && !proof.test(summaryOf(verdict)))
    return broken(`${name} was not ended for it: ${summaryOf(verdict)}`);
  if (proof === undefined && !/^attack over$/m.test(stdout))
    return unknown(`${name} did not try: ${summaryOf(verdict)}`);
  const written = Number(/^wrote (\d+) bytes$/m.exec(stdout)?.[1] ?? 0);
  if (mostBytes !== undefined && written === 0) return unknown(`${name} wrote nothing`);
  if (mostBytes !== undefined && written > mostBytes) return broken(`${name} wrote ${written} bytes`);
  if (outcome === "passes" && !verdict.passed) return broken(`${name} was graded wrongly: ${summaryOf(verdict)}`);
  return held;
}

function summaryOf({ reason, exercises }: Verdict): string {
  const failures = exercises.flatMap(({ checks }) => checks.flatMap(({ failure }) => failure?.received ?? []));
  return [reason?.message ?? [], failures].flat().join("; ") || "everything passed";
}

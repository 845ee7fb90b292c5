/**
 * `exercise`, `check` and `stretch`: the words a check file is written in. They make ordinary vitest suites, so
 * `npx vitest run` and the grader run the same file.
 */
import { beforeAll, describe, test } from "vitest";
import { CHECK_LIMIT_MS } from "./limits.ts";
import { Probes } from "./probes.ts";
import { currentRun, type Run } from "./run.ts";
import { Scope, type CheckOptions, type Tools } from "./scope.ts";

export interface StretchOptions {
  /** What a server that fails the probe probably does. */
  readonly why: string;
  /** The probe may end the server, so no other probe uses it afterwards. */
  readonly own?: boolean;
  /** The probe watches the process, so it is skipped for a server that runs elsewhere. */
  readonly needsProcess?: boolean;
}

/** The exercise whose checks are being declared. */
let declaring: Scope | undefined;

/** One exercise of the lesson: `body` declares its checks with `check`. Every exercise gets a server of its own. */
export function exercise(id: number, title: string, body: () => void): void {
  const run = currentRun();
  // Exercises run side by side, each on its own server; the checks of one exercise run in order.
  describe(`Exercise ${id}: ${title}`, { concurrent: true, skip: !run.exerciseWanted(id, title) }, () => {
    const scope = new Scope(run, id, () => run.server(id));
    beforeAll(() => scope.open(), CHECK_LIMIT_MS);
    declaring = scope;
    body();
    declaring = undefined;
  });
}

/** One graded observation. `id` is `<exercise>.<number>`, `title` a behaviour in the present tense. */
export function check(id: string, title: string, options: CheckOptions, body: (tools: Tools) => Promise<void>): void {
  const scope = declaring;
  if (scope === undefined) throw new Error(`check ${id} stands outside an exercise`);
  if (options.needs !== undefined && !scope.declared.has(options.needs))
    throw new Error(`check ${id} needs ${options.needs}, which does not stand before it in its exercise`);
  scope.declared.add(id);
  scope.run.declare(scope.exercise, id, title);
  test(`${id} ${title}`, { concurrent: false, timeout: CHECK_LIMIT_MS }, async (context) => {
    const unmet = scope.unmet(options.needs);
    if (scope.run.signal?.aborted === true) return context.skip("stopped");
    if (unmet !== undefined) {
      const result = {
        id,
        title,
        status: "skipped",
        durationMs: 0,
        failure: null,
        skipped: unmet,
        transcript: [],
      } as const;
      scope.record({ result, advice: [] });
      return context.skip(unmet);
    }
    const performed = await scope.perform(id, title, options, body);
    scope.record(performed);
    if (performed.thrown !== undefined) throw performed.thrown;
  });
}

/** A probe that is shown but never graded. Probes run after the exercises, and only once all of them passed. */
export function stretch(
  id: string,
  title: string,
  options: StretchOptions,
  body: (tools: Tools) => Promise<void>,
): void {
  const run = currentRun();
  const probes = probesOf.get(run) ?? new Probes(run);
  probesOf.set(run, probes);
  const { why, own = false, needsProcess = false } = options;
  const probe = { id, title, why, own, needsProcess, body };
  probes.declare(probe);
  test(`${id} ${title}`, { concurrent: false, timeout: CHECK_LIMIT_MS }, async (context) => {
    if (run.signal?.aborted === true) return context.skip("stopped");
    const { result, advice, thrown } = await probes.outcome(probe);
    run.report({ exercise: null, result, advice });
    if (result.status === "skipped") return context.skip(result.skipped);
    if (thrown !== undefined) throw thrown;
  });
}

const probesOf = new WeakMap<Run, Probes>();

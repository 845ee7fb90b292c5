/**
 * Grades one submission: stage, compile, boot, check, fold into a verdict, stop everything.
 */
import { performance } from "node:perf_hooks";
import { loadLessonCode } from "../load-lesson-code.ts";
import type { CheckSuite } from "../kit/check-suite.ts";
import { explainUncompiled } from "../diagnosis/uncompiled.ts";
import { boardFor, seedFile } from "../kit/board.ts";
import { newSeed } from "../kit/random.ts";
import { isServer, type Run } from "../kit/run.ts";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { environmentForChecks } from "../lesson-environment.ts";
import type { CheckResult, Reason, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { compile } from "./compile.ts";
import { Compiler, processCompiler } from "./compiler.ts";
import type { ExperimentOptions } from "./experiment-context.ts";
import { learnerSources } from "./learner-sources.ts";
import { VerdictBuilder } from "./verdict-builder.ts";
import { Launcher } from "./launcher.ts";
import { ServerGroup } from "./server-group.ts";
import type { SlotOptions } from "./server-slot.ts";
import { NotGradable } from "./not-gradable.ts";
import { ProcessPool } from "./process-pool.ts";
import { Programs, type StagedEntry } from "./programs.ts";
import { runChecks } from "./run-checks.ts";
import { leftOutRemark, stage } from "./stage.ts";
import { unlessAborted, unlessEnough } from "./unless-aborted.ts";
import { prebundleOf, type Prebundle } from "./prebundle.ts";

export interface GradeOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  /** Absolute path of the folder to grade. */
  readonly submission: string;
  /** The folder as the user named it, for messages. */
  readonly display: string;
  /** Determines all random input. @default drawn at random */
  readonly seed?: number;
  /** Grades this exercise alone. */
  readonly exercise?: number;
  /** Whether the stretch probes run once every exercise has passed. @default true */
  readonly stretch?: boolean;
  /**
   * Starts the server of each exercise only when the previous exercise is over, which takes the memory of one server instead
   * of one for each exercise. For gradings where latency does not matter. @default false: all at once
   */
  readonly inTurn?: boolean;
  /** Whether failed checks are examined further once the verdict is decided; see diagnosis/diagnose.ts. @default false */
  readonly diagnose?: boolean;
  /** Stops every process and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Aborted when somebody waits for something else: what changes no status is cut short, that is, stretch probes and the
   * examination of failures. To be aborted after `onGraded` was called.
   */
  readonly enough?: AbortSignal;
  /** Supplies the server's processes, with their sandbox. @default each is started when needed, without a sandbox */
  readonly pool?: ProcessPool;
  /** The checks to run. @default those that the lesson's check file declares */
  readonly suite?: CheckSuite;
  /**
   * Called for every check as it ends, with the result as it will stand in the verdict and, for a failure, the value that
   * was thrown. `exercise` is null for a stretch probe.
   */
  readonly onCheck?: (exercise: number | null, result: CheckResult, thrown: unknown) => void;
  /**
   * Called as soon as all exercises are decided, with the verdict so far, while the stretch probes still run. Not called
   * when the submission turns out not to be gradable.
   */
  readonly onGraded?: (verdict: Verdict) => void;
}

/**
 * Grades a folder. Resolves with a verdict whatever the submission does, and only after every process it started has
 * ended. Rejects when aborted, and when the lesson's own files are broken (`AuthoredFileError`).
 */
export async function grade(options: GradeOptions): Promise<Verdict> {
  const { workbook, lesson, signal } = options;
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const pool = options.pool ?? new ProcessPool(workbook);
  const { sandbox } = pool;
  // In a sandbox, each submission has a compiler of its own, as it has servers of its own.
  const compiler = sandbox === undefined ? processCompiler : new Compiler(sandbox);
  const fold = () =>
    (builder as VerdictBuilder).verdict({
      isolation: sandbox?.level ?? "process",
      durationMs: performance.now() - startedAt,
      server: (servers as ServerGroup).report(),
    });
  /** Waits for this work, unless the grading is aborted or no more is wanted of it. */
  const whileWanted = (work: Promise<void>) => unlessEnough(unlessAborted(work, signal), options.enough);
  const seed = options.seed ?? newSeed();
  let launcher: Launcher | undefined;
  let servers: ServerGroup | undefined;
  let builder: VerdictBuilder | undefined;
  let checking: Promise<void> | undefined;
  try {
    // Processes first: they load Node while the rest of the work goes on here.
    const { definition, suite } = await loadLessonCode(workbook, lesson);
    const wanted = definition.exercises.filter(({ id }) => options.exercise === undefined || id === options.exercise);
    const prebundle = seenFrom(sandbox, await prebundleOf(workbook, definition.packages ?? []));
    launcher = new Launcher(pool, prebundle);
    servers = new ServerGroup(launcher, settingsOf(definition, seed), options);
    for (const { id } of wanted) servers.add(id);
    compiler.start();
    builder = new VerdictBuilder({
      lesson,
      definition,
      exercises: wanted,
      display: options.display,
      seed,
      stretch: options.stretch ?? true,
      onCheck: options.onCheck,
      onGraded: () => options.onGraded?.({ ...fold(), stretch: [] }),
    });
    const staged = await stage(options.submission, lesson, definition);
    builder.startsAt(staged);
    for (const file of staged.replaced)
      builder.advise({
        code: "given-file-changed",
        text: `${file} comes with the lesson; the check used the lesson's own copy, not your changed one`,
      });
    const remark = leftOutRemark(staged.leftOut);
    if (remark !== undefined) builder.advise(remark);
    const { modules } = workbook;
    const modulesInside = sandbox?.modules;
    const compileEntry = (entry: StagedEntry) =>
      compile({
        compiler,
        staged: entry,
        lessonFiles: definition.edits,
        forbids: definition.forbids,
        prebundle,
        modules,
        modulesInside,
      });
    launcher.prepare(staged, new Programs(definition, staged, compileEntry));
    const { given } = definition;
    const launchSpec = await compileEntry(staged).catch((error: unknown) => {
      if (!(error instanceof NotGradable)) throw error;
      throw new NotGradable(explainUncompiled(error.reason, learnerSources(staged, given)));
    });
    servers.start(launchSpec);
    const asked = builder.declare(options.suite ?? suite());
    const run = runOn(servers, builder, options, definition.websocketPaths);
    checking = runChecks(asked, run);
    await whileWanted(checking);
    const reason = await servers.commonReason();
    if (reason !== undefined) builder.notGradable(reason);
    if (options.diagnose === true)
      await whileWanted(examine(builder, reason, { servers, staged, launchSpec, given, suite: asked, run }));
    // What goes on nevertheless fails when its servers are stopped below, and says nothing about the submission.
    builder.close();
    for (const advice of servers.advice()) builder.advise(advice);
    const inconclusive = launcher.inconclusiveReason();
    if (inconclusive !== undefined && !fold().passed) builder.graderError(new Error(inconclusive));
  } catch (error) {
    if (signal?.aborted === true || builder === undefined) throw error;
    if (error instanceof NotGradable) builder.notGradable(error.reason);
    else builder.graderError(error);
  } finally {
    if (compiler !== processCompiler) await compiler.stop();
    await launcher?.stop();
    // Abandoned checks end too, because their servers have ended.
    await checking?.catch(() => {});
  }
  return fold();
}

/** Examines what failed. The code for it is loaded only then. */
async function examine(builder: VerdictBuilder, reason: Reason | undefined, options: ExperimentOptions): Promise<void> {
  if (reason === undefined && builder.failedChecks().length === 0) return;
  const { explainFailures } = await import("./explain-failures.ts");
  await explainFailures(builder, reason, options);
}

/** The environment and the data of each exercise's server. */
function settingsOf(definition: LessonDefinition, seed: number): (exercise: number | undefined) => SlotOptions {
  const content = definition.board === true ? boardFor(seed) : undefined;
  const board = content && { content, seed: seedFile(content) };
  const hasRedis = definition.services?.includes("redis") === true;
  return (exercise) => ({ environment: environmentForChecks(definition, exercise), board, hasRedis });
}

/** Connects the checks to the rest: servers come from the group, results go to the verdict builder. */
function runOn(
  servers: ServerGroup,
  builder: VerdictBuilder,
  { signal, stretch = true, inTurn = false, diagnose = false }: GradeOptions,
  websocketPaths: Run["websocketPaths"],
): Run {
  return {
    inTurn,
    over: (exercise) => {
      if (!stretch && !diagnose) servers.release(exercise);
    },
    seed: builder.seed,
    websocketPaths,
    signal,
    server: async (exercise) => {
      const server = await servers.server(exercise);
      if (isServer(server)) builder.reached();
      return server;
    },
    probeServer: (exclusive) => servers.probeServer(exclusive),
    stretchUnwanted: () => builder.stretchUnwanted(),
    report: (report) => builder.add(report),
  };
}

/** The same packages, at their paths as the server sees them. */
function seenFrom(sandbox: Sandbox | undefined, prebundle: Prebundle): Prebundle {
  if (sandbox === undefined) return prebundle;
  return new Map([...prebundle].map(([name, file]) => [name, sandbox.inside(file)]));
}

/**
 * Grades one submission: stage, compile, boot, check, fold into a verdict, stop everything.
 */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { compileAuthored, loadDefinition } from "../authored.ts";
import { newSeed } from "../kit/random.ts";
import type { NoServer, Run, RunningServer } from "../kit/run.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Advice, Reason, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { bootReason } from "./boot-reason.ts";
import { compile } from "./compile.ts";
import { Findings } from "./findings.ts";
import { NotGradable } from "./not-gradable.ts";
import { killMarked } from "./process-tree.ts";
import { runChecks } from "./run-checks.ts";
import { LOOPBACK, MARK_VARIABLE, ServerProcess, type Boot } from "./server-process.ts";
import { stage, type Stage } from "./stage.ts";

export interface GradeOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  /** Absolute path of the folder to grade. */
  readonly submission: string;
  /** The folder as the user gave it. */
  readonly display: string;
  /** Pins all random input; a fresh one is drawn otherwise. */
  readonly seed?: number;
  /** Grades this exercise alone. */
  readonly exercise?: number;
  /** Stops every process and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Grades a folder. Resolves with a verdict whatever the submission does, and only after every process it started is
 * gone. Rejects when aborted, and when the lesson's own files are broken (`AuthoredFileError`).
 */
export async function grade(options: GradeOptions): Promise<Verdict> {
  const { workbook, lesson, signal } = options;
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const mark = randomBytes(9).toString("base64url");
  const fleet = new Fleet(workbook, mark);
  const aborted = new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));
  aborted.catch(() => {});
  let staged: Stage | undefined;
  let findings: Findings | undefined;
  try {
    // Processes first: they load Node while everything else goes on here.
    const definition = await loadDefinition(workbook, lesson);
    const wanted = definition.exercises.filter(({ id }) => options.exercise === undefined || id === options.exercise);
    for (const { id } of wanted) fleet.add(id, definition.packages ?? []);
    findings = new Findings({ lesson, definition, exercises: wanted, display: options.display, seed: options.seed ?? newSeed() });
    staged = await stage(options.submission, lesson, definition, workbook.modules);
    findings.stagedIn(staged.folder, staged.entry);
    for (const file of staged.replaced) findings.advise({ code: "given-file-changed", text: `${file} comes with the lesson; the check used the lesson's own copy, not your changed one` });
    const [entry, compiled] = await Promise.all([compile(staged, definition.edits), compileAuthored(workbook, lesson)]);
    fleet.start(entry, staged.folder);
    await Promise.race([runChecks(compiled.checks, new ProcessRun(fleet, findings)), aborted]);
    const reason = await fleet.commonReason();
    if (reason !== undefined) findings.notGradable(reason);
    for (const advice of fleet.advice()) findings.advise(advice);
  } catch (error) {
    if (signal?.aborted === true || findings === undefined) throw error;
    if (error instanceof NotGradable) findings.notGradable(error.reason);
    else findings.graderError(error);
  } finally {
    await fleet.stop();
    await staged?.remove();
  }
  return findings.verdict({ isolation: "process", durationMs: performance.now() - startedAt, server: fleet.report() });
}

/** The servers of one grading: one per exercise, lent to the stretch probes afterwards. */
class Fleet {
  readonly #workbook: Workbook;
  readonly #mark: string;
  readonly #servers = new Map<number, { process: ServerProcess; boot?: Promise<Boot> }>();
  readonly #extra: ServerProcess[] = [];
  #order: { entry: string; folder: string } | undefined;
  #packages: readonly string[] = [];
  #stopped = 0;

  constructor(workbook: Workbook, mark: string) {
    this.#workbook = workbook;
    this.#mark = mark;
  }

  add(exercise: number, packages: readonly string[]): void {
    this.#packages = packages;
    this.#servers.set(exercise, { process: this.#spawn() });
  }

  start(entry: string, folder: string): void {
    this.#order = { entry, folder };
    for (const server of this.#servers.values()) {
      server.process.start(entry, folder);
      server.boot = server.process.boot();
    }
  }

  async server(exercise: number): Promise<RunningServer | NoServer> {
    const server = this.#servers.get(exercise);
    if (server?.boot === undefined) throw new Error(`exercise ${exercise} has no server`);
    return this.#running(server.process, await server.boot);
  }

  /** A server that still runs, the last exercise's first; a fresh one when none is left. */
  async probeServer(own: boolean): Promise<RunningServer | NoServer> {
    const candidates = [...this.#servers].toReversed().filter(([, { process }]) => process.ended === undefined);
    const lent = candidates.at(own ? 0 : -1);
    if (lent === undefined || (own && candidates.length === 1)) {
      const process = this.#spawn();
      this.#extra.push(process);
      if (this.#order !== undefined) process.start(this.#order.entry, this.#order.folder);
      return this.#running(process, await process.boot());
    }
    const [exercise, { process, boot }] = lent;
    if (own) {
      this.#servers.delete(exercise);
      this.#extra.push(process);
    }
    return this.#running(process, await (boot as Promise<Boot>));
  }

  /** Why no server at all could be reached, or undefined when at least one could. */
  async commonReason(): Promise<Reason | undefined> {
    const boots = await Promise.all([...this.#servers.values()].map(async ({ process, boot }) => ({ process, boot: await boot })));
    const failed = boots.flatMap(({ process, boot }) => (boot === undefined || boot.state === "listening" ? [] : [bootReason(boot, process.stderr.text())]));
    return failed.length === boots.length ? failed[0] : undefined;
  }

  advice(): Advice[] {
    const first = [...this.#servers.values()][0]?.process;
    const listener = first?.httpListener();
    if (listener === undefined) return [];
    const advice: Advice[] = [];
    if (!first?.askedForPort(listener)) advice.push({ code: "port-ignored", text: `the server asks for port ${listener.asked} whatever PORT says; process.env.PORT lets a host choose the port` });
    if (listener.host === "::1") advice.push({ code: "ipv6-only", text: "the server listens on ::1 only, so clients that use 127.0.0.1 do not reach it" });
    return advice;
  }

  async stop(): Promise<void> {
    const all = this.#all();
    await Promise.all(all.map((process) => process.stop()));
    this.#stopped = all.filter((process) => process.ended !== undefined).length;
    if (all.length > 0) await killMarked(`${MARK_VARIABLE}=${this.#mark}`);
  }

  /** What the verdict tells about the servers: the one that ended first, else the first one. */
  report(): Verdict["server"] {
    const all = this.#all();
    const told = all.find((process) => process.ended !== undefined && !process.stopping) ?? all[0];
    return {
      ports: told?.listeners ?? [],
      exitCode: told?.stopping === false ? told.exitCode : null,
      signal: told?.stopping === false ? told.signal : null,
      stdout: told?.stdout.text() ?? "",
      stderr: told?.stderr.text() ?? "",
      started: all.length,
      stopped: this.#stopped,
    };
  }

  #all(): ServerProcess[] {
    return [...[...this.#servers.values()].map(({ process }) => process), ...this.#extra];
  }

  #spawn(): ServerProcess {
    return new ServerProcess(this.#workbook.childFile, this.#mark, this.#packages);
  }

  #running(process: ServerProcess, boot: Boot): RunningServer | NoServer {
    if (boot.state !== "listening") {
      const { code, message } = bootReason(boot, process.stderr.text());
      return { code, sentence: message };
    }
    return {
      host: LOOPBACK,
      port: boot.port,
      otherPorts: () => process.listeners.filter(({ real }) => real !== boot.port),
      ended: () => process.ended,
      end: process.end,
      terminate: () => process.terminate(),
    };
  }
}

/** A run whose servers are processes of ours. */
class ProcessRun implements Run {
  readonly seed: number;
  readonly #fleet: Fleet;
  readonly #findings: Findings;

  constructor(fleet: Fleet, findings: Findings) {
    this.seed = findings.seed;
    this.#fleet = fleet;
    this.#findings = findings;
  }

  server(exercise: number): Promise<RunningServer | NoServer> {
    return this.#fleet.server(exercise);
  }

  probeServer(own: boolean): Promise<RunningServer | NoServer> {
    return this.#fleet.probeServer(own);
  }

  stretchWanted(): boolean {
    return this.#findings.allPassed();
  }

  exerciseWanted(exercise: number): boolean {
    return this.#findings.isWanted(exercise);
  }

  declare(exercise: number | null, id: string, title: string): void {
    this.#findings.declare(exercise, id, title);
  }

  report: Run["report"] = (report) => this.#findings.add(report);
}

/** The lesson's own server as one process: staged, compiled and booted exactly as for a grading. */
import { bootReason } from "../../grade/boot-reason.ts";
import { compile } from "../../grade/compile.ts";
import { processCompiler } from "../../grade/compiler.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { ProcessPool } from "../../grade/process-pool.ts";
import { killMarked } from "../../grade/process-tree.ts";
import type { ServerProcess } from "../../grade/server-process.ts";
import { stage } from "../../grade/stage.ts";
import { stagedText, stagedValue, type StagedPlace } from "../../grade/staged-text.ts";
import { prebundleOf } from "../../grade/prebundle.ts";
import type { ServerEnd } from "../../kit/run.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Reason } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";

export interface LearnerServerOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Absolute path of the folder that holds the server. */
  readonly source: string;
  /** The folder as people know it. */
  readonly display: string;
  /** Hears what the server prints; `show` makes a text of it fit to be shown. */
  readonly onOutput?: (stream: "stdout" | "stderr", chunk: Buffer, show: (text: string) => string) => void;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
}

/** Why there is no server. */
export interface NotStarted {
  readonly reason: Reason;
}

export class LearnerServer {
  /** The port the code asked for. */
  readonly asked: number;
  /** Resolves when it has ended, also by `stop`. Never rejects. */
  readonly end: Promise<ServerEnd>;
  readonly #process: ServerProcess;
  readonly #port: number;

  /**
   * Resolves when the server accepts connections, or with the reason why it never did; then nothing of it is left.
   * @throws what the signal was aborted with
   */
  static async start(options: LearnerServerOptions): Promise<LearnerServer | NotStarted> {
    const { workbook, lesson, definition, source, display, onOutput, signal } = options;
    signal?.throwIfAborted();
    const { modules } = workbook;
    const prebundle = await prebundleOf(workbook, definition.packages ?? []);
    const process = new ProcessPool(workbook).take(prebundle);
    const { folder } = process.serverDir;
    const onAbort = () => process.killNow();
    signal?.addEventListener("abort", onAbort, { once: true });
    let started: LearnerServer | undefined;
    let place: StagedPlace = { display };
    const show = (text: string) => stagedText(text, place);
    process.stdout.onChunk = (chunk) => onOutput?.("stdout", chunk, show);
    process.stderr.onChunk = (chunk) => onOutput?.("stderr", chunk, show);
    try {
      const staged = await stage(source, lesson, definition);
      place = { display, staged };
      await staged.writeTo(folder);
      const compiler = processCompiler;
      const order = await compile({ compiler, staged, lessonFiles: definition.edits, prebundle, modules });
      await process.start(order, staged.files);
      const boot = await process.boot();
      signal?.throwIfAborted();
      if (boot.state !== "listening") return { reason: stagedValue(bootReason(boot, process.stderr.text()), show) };
      started = new LearnerServer(process, boot.port, show);
      return started;
    } catch (error) {
      if (error instanceof NotGradable) return { reason: stagedValue(error.reason, show) };
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      if (started === undefined) await remove(process);
    }
  }

  private constructor(process: ServerProcess, port: number, show: (text: string) => string) {
    this.#process = process;
    this.#port = port;
    const listener = process.httpListener();
    this.asked = listener === undefined || process.askedForPort(listener) ? port : listener.asked;
    this.end = process.end.then((end) => stagedValue(end, show));
  }

  /** Where it listens on 127.0.0.1 now; a server may close its listener and open another one. */
  get port(): number {
    return this.#process.httpListener()?.real ?? this.#port;
  }

  /** Resolves when the process, its descendants and its files are gone. */
  async stop(): Promise<void> {
    await remove(this.#process);
  }
}

async function remove(process: ServerProcess): Promise<void> {
  await process.stop();
  await killMarked([process.trace]);
  await process.serverDir.remove();
}

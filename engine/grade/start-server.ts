/** Starts one server of a lesson outside a grading: staged, compiled and booted exactly as for one. */
import type { ServerEnd } from "../kit/run.ts";
import { environmentForLearners, type Environment } from "../lesson-environment.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Reason } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { bootReason } from "./boot-reason.ts";
import { compile } from "./compile.ts";
import { processCompiler } from "./compiler.ts";
import { memoryBytes } from "./held-memory.ts";
import { Launcher } from "./launcher.ts";
import { NotGradable } from "./not-gradable.ts";
import { prebundleOf } from "./prebundle.ts";
import { ProcessPool } from "./process-pool.ts";
import { treeOf } from "./process-tree.ts";
import { Redis } from "./redis/redis.ts";
import { stage } from "./stage.ts";
import { stagedText, stagedValue, type StagedPlace } from "./staged-text.ts";

export interface ServerOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Absolute path of the folder that holds the server. */
  readonly source: string;
  /** The folder's name for people. */
  readonly display: string;
  /** Further environment variables, which win over those of the lesson. */
  readonly environment?: Environment;
  /** Called with what the server prints; `show` prepares such text for display. */
  readonly onOutput?: (stream: "stdout" | "stderr", chunk: Buffer, show: (text: string) => string) => void;
  /** Cancels the start. A server that is already running is not stopped. */
  readonly signal?: AbortSignal;
}

/** A server that accepted a connection. */
export interface StartedServer {
  /** The port its code asked for. */
  readonly asked: number;
  /** Its current port on 127.0.0.1; a server may close its listener and open another one. */
  readonly port: number;
  /** The memory of its processes, in bytes; 0 where that cannot be read. */
  memoryBytes(): number;
  /** Resolves when it has ended, by itself or by `stop`. Never rejects. */
  readonly end: Promise<ServerEnd>;
  /** Resolves when the process, its descendants and its files are gone. */
  stop(): Promise<void>;
}

/** Why there is no server. */
export interface NotStarted {
  readonly reason: Reason;
}

/**
 * Resolves when the server accepts connections; or with the reason why it did not, after everything was removed.
 * @throws the signal's reason when aborted
 */
export async function startServer(options: ServerOptions): Promise<StartedServer | NotStarted> {
  const { workbook, lesson, definition, source, display, onOutput, signal } = options;
  signal?.throwIfAborted();
  const { modules } = workbook;
  const prebundle = await prebundleOf(workbook, definition.packages ?? []);
  const launcher = new Launcher(new ProcessPool(workbook), prebundle);
  const child = launcher.spawn();
  const onAbort = () => child.killNow();
  signal?.addEventListener("abort", onAbort, { once: true });
  const redis = definition.services?.includes("redis") === true ? new Redis(undefined) : undefined;
  const stop = async () => {
    await launcher.stop();
    await redis?.close();
  };
  let place: StagedPlace = { display };
  const show = (text: string) => stagedText(text, place);
  child.stdout.onChunk = (chunk) => onOutput?.("stdout", chunk, show);
  child.stderr.onChunk = (chunk) => onOutput?.("stderr", chunk, show);
  let started = false;
  try {
    const staged = await stage(source, lesson, definition);
    place = { display, staged };
    launcher.prepare(staged);
    const compiler = processCompiler;
    const { edits: lessonFiles, forbids } = definition;
    const launchSpec = await compile({ compiler, staged, lessonFiles, forbids, prebundle, modules });
    await redis?.open();
    const environment = {
      ...environmentForLearners(definition),
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
      ...options.environment,
    };
    const boot = await launcher.boot(child, launchSpec, { environment });
    signal?.throwIfAborted();
    if (boot.state !== "listening") return { reason: stagedValue(bootReason(boot, child.stderr.text()), show) };
    started = true;
    const listener = child.httpListener();
    return {
      asked: listener === undefined || child.askedForPort(listener) ? boot.port : listener.asked,
      get port() {
        return child.httpListener()?.real ?? boot.port;
      },
      memoryBytes: () => memoryBytes(treeOf(child.pid)),
      end: child.end.then((end) => stagedValue(end, show)),
      stop,
    };
  } catch (error) {
    if (error instanceof NotGradable) return { reason: stagedValue(error.reason, show) };
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (!started) await stop();
  }
}

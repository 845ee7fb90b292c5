import type { ReadStream } from "node:tty";
import type { Lesson } from "../lesson.ts";
import type { Output } from "../output.ts";
import type { Workbook } from "../workbook.ts";

/** The options of watch mode. */
export interface WatchOptions {
  readonly workbook: Workbook;
  /** The lesson to begin with. */
  readonly lesson: Lesson;
  /** The seed of every run; undefined draws a fresh one each time. */
  readonly seed: number | undefined;
  /** Appends text, instead of redrawing a frame. */
  readonly plain: boolean;
  readonly color: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly input: ReadStream;
  readonly output: Output;
  readonly errors: Output;
  /** Ends watch mode. */
  readonly signal: AbortSignal;
}

/**
 * The only way to print. It removes all control codes except our own, and everything that a build log would treat as a
 * command, so callers may pass unsanitized text of a submission.
 */
import { createInterface, type Interface } from "node:readline/promises";
import type { ReadStream, WriteStream } from "node:tty";
import { sanitizeText } from "./text/sanitize-text.ts";
import { withRealCodes } from "./terminal-codes.ts";

export interface Output {
  readonly isTTY: boolean;
  /** Undefined when the output is not a terminal. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Writes text for people, sanitized. */
  write(text: string): void;
  /** Writes JSON with an unchanged value; characters that a terminal or a build log would interpret become escapes. */
  writeJson(json: string): void;
  /** Writes GitHub Actions workflow commands. The caller must have escaped every word of a submission. */
  writeWorkflowCommands(text: string): void;
  /** Opens a readline interface for questions. The questions are not sanitized, so they must be text of our own. */
  prompts(input: ReadStream): Interface;
  /** `gone` is emitted once, when nothing more can be written. */
  on(event: "resize" | "gone", listener: () => void): void;
  off(event: "resize" | "gone", listener: () => void): void;
  /** Discards everything written from now on. */
  mute(): void;
  /** Resolves when everything has been written or nothing can be. Writes to a pipe are asynchronous on Windows. */
  flush(): Promise<void>;
}

export interface OutputOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Called once, when writing fails for another reason than that the reader closed its end. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

/** The reader closed its end (`| head -1`, a closed terminal), which is not a failure. */
const READER_GONE = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);
/** Lines that GitHub Actions runs as commands (actions/runner, ActionCommand.cs): `::name::`, also after spaces. */
const WORKFLOW_COMMAND = /^([^\S\n\r\u2028\u2029]*):(?=:[^\n\r\u2028\u2029]*::)/gm;
/** The older form, anywhere in a line: `##[group]` of GitHub, `##vso[` of Azure Pipelines, `##teamcity[`. */
const LOG_COMMAND = /##(?=\w*\[)/g;
/**
 * Characters that are legal in JSON strings and still control or disguise a terminal's line. The rest of JSON is ASCII.
 */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}|#(?=#\w*\[)/gu;

/** Opens standard output or standard error of this process. */
export function openOutput(name: "stdout" | "stderr", options: OutputOptions): Output {
  return new StreamOutput(process[name], options);
}

/** Sanitizes text: marked control codes become real ones, all others and invisible characters are removed. */
export function safeText(text: string, { inBuildLog }: { readonly inBuildLog: boolean }): string {
  // A terminal in raw mode needs both characters at a line's end.
  const lines = (piece: string) => piece.split("\r\n").map(cleaned).join("\r\n");
  const safe = withRealCodes(text, lines);
  return inBuildLog ? safe.replace(WORKFLOW_COMMAND, "$1: ").replace(LOG_COMMAND, "# #") : safe;
}

/** Returns the same JSON value with escapes for what a terminal or a build log would interpret. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(""),
  );
}

function cleaned(text: string): string {
  return sanitizeText(text, { maxChars: Infinity });
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** CI systems set CI; Azure Pipelines sets TF_BUILD instead. */
function isBuildLog({ CI, GITHUB_ACTIONS, TF_BUILD }: NodeJS.ProcessEnv): boolean {
  return [CI, GITHUB_ACTIONS, TF_BUILD].some((value) => value !== undefined && value !== "" && value !== "false");
}

class StreamOutput implements Output {
  readonly #stream: WriteStream;
  readonly #inBuildLog: boolean;
  readonly #goneListeners = new Set<() => void>();
  #gone = false;
  #muted = false;

  constructor(stream: WriteStream, { env, onFailure }: OutputOptions) {
    this.#stream = stream;
    this.#inBuildLog = isBuildLog(env);
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#gone) return;
      this.#gone = true;
      if (!READER_GONE.has(error.code ?? "")) onFailure(error);
      for (const listener of this.#goneListeners) listener();
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  get rows(): number | undefined {
    return this.#stream.rows;
  }

  write(text: string): void {
    this.#put(safeText(text, { inBuildLog: this.#inBuildLog }));
  }

  writeJson(json: string): void {
    this.#put(safeJson(json));
  }

  writeWorkflowCommands(text: string): void {
    this.#put(safeText(text, { inBuildLog: false }));
  }

  prompts(input: ReadStream): Interface {
    return createInterface({ input, output: this.#stream });
  }

  on(event: "resize" | "gone", listener: () => void): void {
    if (event === "resize") this.#stream.on("resize", listener);
    else this.#goneListeners.add(listener);
  }

  off(event: "resize" | "gone", listener: () => void): void {
    if (event === "resize") this.#stream.off("resize", listener);
    else this.#goneListeners.delete(listener);
  }

  mute(): void {
    this.#muted = true;
  }

  async flush(): Promise<void> {
    if (this.#gone) return;
    await new Promise<void>((resolve) => this.#stream.write("", () => resolve()));
  }

  #put(text: string): void {
    if (!this.#gone && !this.#muted) this.#stream.write(text);
  }
}

/**
 * The only way to print. Whatever a caller hands over, the terminal and the log of a build see no control code but our
 * own and obey no command of somebody else, so a name or a message of a submission needs no care where it is printed.
 */
import { createInterface, type Interface } from "node:readline/promises";
import type { ReadStream, WriteStream } from "node:tty";
import { sanitizeText } from "./text/sanitize-text.ts";
import { withRealCodes } from "./terminal-codes.ts";

export interface Output {
  readonly isTTY: boolean;
  /** Of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Text for people: cleaned. */
  write(text: string): void;
  /** JSON, whose value stays exactly the same; what a terminal or a log would obey is written as an escape. */
  writeJson(json: string): void;
  /** Lines that GitHub Actions is meant to obey, in which every word of a submission is escaped already. */
  writeWorkflowCommands(text: string): void;
  /** Questions and the lines typed in answer. What is asked must be text of our own. */
  prompts(input: ReadStream): Interface;
  /** `gone` is called once, when nothing more can be written. */
  on(event: "resize" | "gone", listener: () => void): void;
  off(event: "resize" | "gone", listener: () => void): void;
  /** Writes nothing more, whatever it is given. */
  mute(): void;
  /** Resolves when everything has been written or nothing can be. Writes to a pipe are asynchronous on Windows. */
  flush(): Promise<void>;
}

export interface OutputOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Called once, when writing fails for another reason than that the reader has gone. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

/** The reader has gone: `| head -1`, a closed terminal. It wanted no more, which is no failure. */
const READER_GONE = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);
/** Lines that GitHub Actions takes for commands (actions/runner, ActionCommand.cs): `::name::`, also after spaces. */
const WORKFLOW_COMMAND = /^([^\S\n\r\u2028\u2029]*):(?=:[^\n\r\u2028\u2029]*::)/gm;
/** The older form, anywhere in a line: `##[group]` of GitHub, `##vso[` of Azure Pipelines, `##teamcity[`. */
const LOG_COMMAND = /##(?=\w*\[)/g;
/** What is legal in JSON and still drives or disguises a terminal's line. Outside of strings, JSON is ASCII. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}|#(?=#\w*\[)/gu;

/** Standard output or standard error of this process. */
export function openOutput(name: "stdout" | "stderr", options: OutputOptions): Output {
  return new StreamOutput(process[name], options);
}

/** Text as it may be written: control codes of our own become real, all others and invisible characters go. */
export function safeText(text: string, { inBuildLog }: { readonly inBuildLog: boolean }): string {
  // Where a terminal is in raw mode a line ends in both characters.
  const lines = (piece: string) => piece.split("\r\n").map(cleaned).join("\r\n");
  const safe = withRealCodes(text, lines);
  return inBuildLog ? safe.replace(WORKFLOW_COMMAND, "$1: ").replace(LOG_COMMAND, "# #") : safe;
}

/** The same JSON value, with escapes for what a terminal or a build's log would obey. */
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

/** Every system that runs builds sets CI; Azure Pipelines sets TF_BUILD. */
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

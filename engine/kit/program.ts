/** A program of the learner that runs beside the server, usually a client. */
import { performance } from "node:perf_hooks";
import { StringDecoder } from "node:string_decoder";
import { endPlace, endSentence } from "./end-sentence.ts";
import { CheckFailure } from "./failure.ts";
import { LINE_CHARACTERS, PROGRAM_LIMIT_MS, PROGRAM_LINES } from "./limits.ts";
import type { NoProgram, ProgramProcess, RunningServer, ServerEnd } from "./run.ts";
import { replyLimit } from "./reply-limit.ts";
import { processesOf } from "./servers.ts";
import type { Transcript } from "./transcript.ts";

export interface RunOptions {
  /** Environment variables, which take precedence over those that lesson.ts declares. */
  readonly env?: Readonly<Record<string, string>>;
  /** Command-line arguments, after the name of the file in `process.argv`. */
  readonly args?: readonly string[];
}

/** One line that a program printed. A check relies on it only if it repeats random input of this run. */
export interface Line {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  /** When it arrived, in milliseconds on the clock of `performance.now()`, like the times recorded by a proxy. */
  readonly at: number;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export class Program {
  /** For example `client`; `client 2` for the second one of that name. */
  readonly name: string;
  /** The first `PROGRAM_LINES` lines of both streams, in order of arrival. */
  readonly lines: Line[] = [];
  readonly #transcript: Transcript;
  #process: ProgramProcess | undefined;
  #waits = 0;
  #onNews: (() => void)[] = [];

  /** Starts a program. Throws a CheckFailure when its file is missing or does not compile. */
  static async run(
    server: RunningServer,
    program: string,
    { env = {}, args = [] }: RunOptions,
    { name, transcript }: { readonly name: string; readonly transcript: Transcript },
  ): Promise<Program> {
    const processes = processesOf(server);
    transcript.add({ peer: name, dir: "none", kind: "start", text: `${name} is started` });
    const running = new Program(name, transcript);
    const take = { stdout: running.#reader("stdout"), stderr: running.#reader("stderr") };
    const started = await processes.runProgram(program, {
      environment: env,
      args,
      onOutput: (stream, chunk) => take[stream].write(chunk),
    });
    if ("sentence" in started) throw notRun(program, started);
    running.#process = started;
    void started.end.then((end) => {
      take.stdout.end();
      take.stderr.end();
      const { exitCode, signal } = end;
      if (started.ended() !== undefined)
        transcript.add({ peer: name, dir: "none", kind: "exit", exitCode, signal, text: endSentence(end, name) });
      running.#tell();
    });
    return running;
  }

  private constructor(name: string, transcript: Transcript) {
    this.name = name;
    this.#transcript = transcript;
  }

  /** Whether a check waits for it at this moment. */
  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  /** How it ended by itself, or undefined while it runs. */
  get ended(): ServerEnd | undefined {
    return this.#process?.ended();
  }

  /**
   * The first line that contains `wanted`, or for which it returns true, among past and future ones.
   * @throws CheckFailure with `no-line` after `limitMs`, or as soon as the program has ended
   */
  async line(wanted: string | ((text: string) => boolean), limitMs: number = PROGRAM_LIMIT_MS): Promise<Line> {
    const isWanted = typeof wanted === "string" ? (text: string) => text.includes(wanted) : wanted;
    const expected = typeof wanted === "string" ? `a line with ${JSON.stringify(wanted)}` : "another line";
    let looked = 0;
    const found = () => {
      for (; looked < this.lines.length; looked++) {
        const line = this.lines[looked] as Line;
        if (isWanted(line.text)) return line;
      }
      return undefined;
    };
    const line = await this.#until(found, limitMs);
    if (line !== undefined) return line;
    throw this.#missing(expected, limitMs);
  }

  /** Waits until it has ended by itself. Throws a CheckFailure with `not-ended` after `limitMs`. */
  async exit(limitMs: number = PROGRAM_LIMIT_MS): Promise<ProgramEnd> {
    const ended = await this.#until(() => this.ended, limitMs);
    if (ended !== undefined) return ended;
    throw new CheckFailure({
      code: "not-ended",
      sent: `${this.name} was started`,
      expected: `it ends within ${limitMs / 1000} s`,
      received: "it is still running",
    });
  }

  /** Sends a signal to the program and its descendants. */
  signal(signal: NodeJS.Signals): void {
    this.#transcript.add({ peer: "grader", dir: "out", kind: "signal", signal, text: `${signal} to ${this.name}` });
    this.#process?.signal(signal);
  }

  /** Ends it; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#tell();
  }

  async #until<T>(found: () => T | undefined, limitMs: number): Promise<T | undefined> {
    this.#waits++;
    let isOver = false;
    const cancel = replyLimit(this.#process ?? {}, limitMs, () => {
      isOver = true;
      this.#tell();
    });
    try {
      for (;;) {
        // When `ended` is set, all its output has been read.
        const isLast = isOver || this.ended !== undefined;
        const value = found();
        if (value !== undefined || isLast) return value;
        await new Promise<void>((resolve) => this.#onNews.push(resolve));
      }
    } finally {
      cancel();
      this.#waits--;
    }
  }

  #missing(expected: string, limitMs: number): CheckFailure {
    const end = this.#process?.ended();
    const last = this.lines.at(-1);
    const printed = last === undefined ? "it printed nothing" : `its last line is ${JSON.stringify(last.text)}`;
    const sent = `${this.name} was started`;
    if (end !== undefined && end.code !== "server-exited") return ended(end, { sent, expected, name: this.name });
    return new CheckFailure({
      code: "no-line",
      sent,
      expected: `${expected} within ${limitMs / 1000} s`,
      received: end === undefined ? printed : `${endSentence(end, this.name)}; ${printed}`,
    });
  }

  #reader(stream: Line["stream"]): { write(chunk: Buffer): void; end(): void } {
    const decoder = new StringDecoder("utf8");
    let pending = "";
    const take = (text: string, isLast: boolean) => {
      const lines = (pending + text).split("\n");
      pending = (isLast ? "" : (lines.pop() ?? "")).slice(0, LINE_CHARACTERS);
      for (const line of lines) if (!isLast || line !== "") this.#take(stream, line);
      if (lines.length > 0) this.#tell();
    };
    return { write: (chunk) => take(decoder.write(chunk), false), end: () => take(decoder.end(), true) };
  }

  #take(stream: Line["stream"], line: string): void {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    this.#transcript.add({ peer: this.name, dir: "none", kind: "line", stream, text });
    if (this.lines.length < PROGRAM_LINES)
      this.lines.push({ stream, text: text.slice(0, LINE_CHARACTERS), at: performance.now() });
  }

  #tell(): void {
    for (const resolve of this.#onNews.splice(0)) resolve();
  }
}

/** The failure of a program that crashed, or exceeded a limit, while the check still expected something of it. */
function ended(
  end: ServerEnd,
  { sent, expected, name }: { readonly sent: string; readonly expected: string; readonly name: string },
): CheckFailure {
  return new CheckFailure({
    code: end.code,
    sent,
    expected,
    received: endSentence(end, name),
    ...endPlace(end),
  });
}

function notRun(program: string, { sentence, hint, file, line, column }: NoProgram): CheckFailure {
  return new CheckFailure({
    code: "program-not-run",
    sent: `the program ${program} was to be started`,
    expected: "it compiles and runs",
    received: sentence,
    ...(hint === undefined ? {} : { why: hint }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  });
}

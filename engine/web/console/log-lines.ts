/** A server's output as lines, with the source locations that they mention. */
import { StringDecoder } from "node:string_decoder";
import type { LogLine } from "../api-live.ts";

const LINE_CHARACTERS = 2_000;

/** Splits a stream of bytes into lines; an incomplete line is buffered up to a limit. */
export class LineCutter {
  readonly #decoder = new StringDecoder("utf8");
  #pending = "";

  /** The lines that ended with this chunk. */
  take(chunk: Buffer): string[] {
    const lines = (this.#pending + this.#decoder.write(chunk)).split("\n");
    this.#pending = lines.pop() ?? "";
    if (this.#pending.length > LINE_CHARACTERS) {
      lines.push(this.#pending);
      this.#pending = "";
    }
    return lines.map(shortened);
  }

  /** The buffered incomplete line, if any. */
  rest(): string[] {
    const rest = shortened(this.#pending);
    this.#pending = "";
    return rest === "" ? [] : [rest];
  }
}

function shortened(line: string): string {
  return line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line.replace(/\r$/, "");
}

/**
 * Finds the places in a log line that name a file of the lesson and a line in it.
 * @param folder the lesson as it is shown, for example `lessons/lesson-ws`
 */
export function placesIn(text: string, folder: string): LogLine["places"] {
  const pattern = new RegExp(`${escaped(folder)}/([^\\s():'"]{1,300}\\.[a-z]{1,10}):(\\d{1,7})(?::(\\d{1,7}))?`, "g");
  return [...text.matchAll(pattern)].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    file: found[1] ?? "",
    line: Number(found[2]),
    ...(found[3] === undefined ? {} : { column: Number(found[3]) }),
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

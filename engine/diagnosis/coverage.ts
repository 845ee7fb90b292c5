/** Which blocks of the submission did not run although the function around them did, from V8's block coverage. */
import { SourceMap } from "node:module";
import * as z from "zod";
import { parsedJson } from "../kit/json.ts";
import type { Place } from "./sources.ts";

/** A part of a function that did not run. */
export interface Block {
  /** The name of the function around it; empty for one without a name. */
  readonly inside: string;
  readonly at: Place;
  /** Its text, as compiled. */
  readonly text: string;
  /** The `return`, `continue` or `throw` before it, for a block that only that kept from running. */
  readonly after: Place | undefined;
}

export interface RanFunction {
  readonly name: string;
  /** Where it begins. */
  readonly at: Place | undefined;
  /** Its text, as compiled. */
  readonly text: string;
}

export interface Blocks {
  /** Functions that ran and have a name. */
  readonly ran: readonly RanFunction[];
  readonly unreached: readonly Block[];
  /** Timers that were waiting, besides those that do not keep a process alive. */
  readonly timers: number;
}

/** What is known when a server reports nothing. */
export const NOTHING_RAN: Blocks = { ran: [], unreached: [], timers: 0 };

const MAX_TEXT = 2_000;

/** Functions of the compiled file that ran, with the parts of it that V8 counted: from, to, how often. */
export const covered = z.array(
  z.object({ name: z.string(), ranges: z.array(z.tuple([z.number(), z.number(), z.number()])) }),
);
const report = z.object({ timers: z.number(), functions: covered });

/** A file that was compiled, with its source map in its last line. */
export class CompiledFile {
  readonly #text: string;
  readonly #map: SourceMap | undefined;
  readonly #lineStarts: number[] = [0];

  constructor(content: Uint8Array) {
    this.#text = Buffer.from(content).toString("utf8");
    for (let at = this.#text.indexOf("\n"); at !== -1; at = this.#text.indexOf("\n", at + 1))
      this.#lineStarts.push(at + 1);
    const inline = this.#text.lastIndexOf("base64,");
    this.#map =
      inline === -1
        ? undefined
        : new SourceMap(JSON.parse(Buffer.from(this.#text.slice(inline + 7), "base64").toString("utf8")));
  }

  /** The blocks in a line that observe.mjs wrote; none for any other line. */
  blocks(line: string): Blocks {
    const { data } = report.safeParse(parsedJson(line));
    return data === undefined ? NOTHING_RAN : { ...this.blocksOf(data.functions), timers: data.timers };
  }

  /** The same of functions alone. */
  blocksOf(functions: z.infer<typeof covered>): Omit<Blocks, "timers"> {
    const unreached = functions.flatMap(({ name, ranges }) =>
      ranges.flatMap(([start, end, count]) => (count === 0 ? this.#block(name, start, end) : [])),
    );
    const ran = functions.flatMap(({ name, ranges: [whole] }) =>
      name === "" || whole === undefined
        ? []
        : [{ name, at: this.#sourceAt(whole[0]), text: this.#cut(whole[0], whole[1]) }],
    );
    return { ran, unreached };
  }

  /** The source of a place in the compiled file (both 0-based), or undefined for what is none of the submission's. */
  source(line: number, column: number): Place | undefined {
    const entry = this.#map?.findEntry(line, column);
    if (entry === undefined || !("originalSource" in entry)) return undefined;
    return {
      file: decodeURIComponent(entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  }

  #block(inside: string, start: number, end: number): Block[] {
    const text = this.#cut(start, end);
    const lead = /^[\s{}:]*/.exec(text)?.[0].length ?? 0;
    const at = this.#sourceAt(start + lead);
    if (at === undefined) return [];
    const base = Math.max(0, start - MAX_TEXT);
    const before = this.#text.slice(base, start);
    const jump = Math.max(...["return", "throw", "continue"].map((word) => before.lastIndexOf(word)));
    // What follows a jump begins after its statement and the blocks that end there.
    const isAfter = jump !== -1 && !/[;{}]\s*[^\s}]/.test(before.slice(jump));
    const after = isAfter ? this.#sourceAt(base + jump) : undefined;
    return [{ inside, at, text, after }];
  }

  #cut(start: number, end: number): string {
    return this.#text.slice(start, Math.min(end, start + MAX_TEXT));
  }

  #sourceAt(offset: number): Place | undefined {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.source(low, offset - (this.#lineStarts[low] as number));
  }
}

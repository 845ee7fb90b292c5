/** The learner's own text, read to point at the line of a cause that was observed. It never decides a verdict. */
import type { SourceLocation } from "../source-location.ts";

/** A place in a submission of which line and column are known. */
export type Place = Required<SourceLocation>;

/** No line of a submission is looked at beyond this many characters, and no file beyond this many lines. */
const MAX_LINE = 1_000;
const MAX_LINES = 5_000;

/** The files that the learner edits, by name. */
export class Sources {
  readonly #files: ReadonlyMap<string, readonly string[]>;

  constructor(files: ReadonlyMap<string, string>) {
    this.#files = new Map(
      [...files].map(([name, text]) => [
        name,
        text.split(/\r\n|\r|\n/, MAX_LINES).map((line) => line.slice(0, MAX_LINE)),
      ]),
    );
  }

  /** Whether this is a file that the learner edits. */
  has(file: string): boolean {
    return this.#files.has(file);
  }

  /** The text of a line, without white space around it; empty where there is none. */
  line({ file, line }: Pick<Place, "file" | "line">): string {
    return this.#files.get(file)?.[line - 1]?.trim() ?? "";
  }

  /** The lines from one on, at most `count`. */
  from({ file, line }: Pick<Place, "file" | "line">, count: number): readonly string[] {
    return this.#files.get(file)?.slice(line - 1, line - 1 + count) ?? [];
  }

  /** Every line of code that matches, in reading order. Lines that are comments are left out. */
  find(pattern: RegExp): { readonly at: Place; readonly text: string; readonly match: RegExpExecArray }[] {
    return [...this.#files].flatMap(([file, lines]) =>
      lines.flatMap((text, index) => {
        if (/^\s*(?:\/\/|\/?\*)/.test(text)) return [];
        const match = pattern.exec(text);
        return match === null
          ? []
          : [{ at: { file, line: index + 1, column: match.index + 1 }, text: text.trim(), match }];
      }),
    );
  }

  /** Every line of code that holds one of these texts. */
  containing(...texts: readonly string[]): ReturnType<Sources["find"]> {
    return this.find(/\S/).filter(({ text }) => texts.some((one) => text.includes(one)));
  }

  /** The only line that matches, or undefined when there is none or several. */
  only(pattern: RegExp): ReturnType<Sources["find"]>[number] | undefined {
    const found = this.find(pattern);
    return found.length === 1 ? found[0] : undefined;
  }
}

/** The same place, if its line is known. */
export function placeOf(location: SourceLocation | undefined): Place | undefined {
  if (location?.line === undefined) return undefined;
  return { file: location.file, line: location.line, column: location.column ?? 1 };
}

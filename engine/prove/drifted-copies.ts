/** Finds files that two lessons share and that are no longer equal. Pure. */

/** One file of a solution. */
export interface SolutionFile {
  readonly lesson: string;
  readonly file: string;
  readonly text: string;
}

/**
 * The files of other lessons of which a given file should be a copy but is not. Files of the same name that begin with the
 * same comment are copies; exercise regions, in the lesson where learners write the file, are ignored.
 */
export function driftedCopies(given: SolutionFile, others: readonly SolutionFile[]): SolutionFile[] {
  const introduction = introductionOf(given.text);
  if (introduction === undefined) return [];
  return others.filter(
    ({ lesson, file, text }) =>
      lesson !== given.lesson &&
      file === given.file &&
      introductionOf(text) === introduction &&
      withoutRegions(text) !== withoutRegions(given.text),
  );
}

/** The comment that a file begins with. */
function introductionOf(text: string): string | undefined {
  const end = text.indexOf("*/");
  return text.startsWith("/**") && end !== -1 ? oneNewline(text.slice(0, end)) : undefined;
}

function withoutRegions(text: string): string {
  return oneNewline(text)
    .split("\n")
    .filter((line) => !/^\s*\/\/(?:#(?:end)?region\b|=)/.test(line))
    .join("\n");
}

function oneNewline(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

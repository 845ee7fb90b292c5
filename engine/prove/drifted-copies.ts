/** Files that came with two lessons and are no longer equal. Pure. */

/** One file of a solution. */
export interface SolutionFile {
  readonly lesson: string;
  readonly file: string;
  readonly text: string;
}

/**
 * The files of other lessons that a given file claims to be and is not. Two files of one name that introduce themselves
 * with the same comment are copies; the regions of the lesson in which a learner wrote the file do not count.
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

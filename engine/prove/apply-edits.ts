/** Makes a near miss of the solution's files. Pure. */
import type { Edit } from "../kit/near-misses.ts";

/** How much of an edit's text an error quotes, in UTF-16 code units. */
const QUOTED_LIMIT = 80;

export interface EditedFiles {
  /** The files that differ from the solution, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Applies edits in order.
 * @param solution the files that a learner edits, by name
 * @param shown how the folder of the solution is written in an error, for example `solutions/lesson-ws`
 * @returns the files that changed, or in one phrase why an edit does not apply
 */
export function applyEdits(
  edits: readonly Edit[],
  solution: ReadonlyMap<string, string>,
  shown: string,
): EditedFiles | { readonly fault: string } {
  const files = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const original = files.get(file) ?? solution.get(file);
    if (original === undefined) return { fault: `edits ${file}, which is not among the files that a learner edits` };
    // A template literal has `\n` at its line ends, whatever the checkout has.
    const text = original.replaceAll("\r\n", "\n");
    const times = find === "" ? 0 : text.split(find).length - 1;
    if (times === 0) return { fault: `edits ${quoted(find)}, which does not occur in ${shown}/${file}` };
    if (times > 1)
      return { fault: `edits ${quoted(find)}, which occurs ${times} times in ${shown}/${file}; quote more of it` };
    if (find === replace) return { fault: `replaces ${quoted(find)} in ${shown}/${file} with the same text` };
    const at = text.indexOf(find);
    files.set(file, text.slice(0, at) + replace + text.slice(at + find.length));
  }
  return files.size === 0 ? { fault: "has no edits" } : { files };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED_LIMIT ? `${text.slice(0, QUOTED_LIMIT)}...` : text);
}

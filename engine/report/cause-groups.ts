/** Groups what went wrong by its cause: texts that differ only in what each submission wrote are one cause. */

export interface Occurrence<T> {
  /** The failure's code, stable and for programs. */
  readonly code: string;
  /** Why it happened, as a report says it; empty when that is not known. */
  readonly why: string;
  readonly of: T;
}

export interface CauseGroup<T> {
  /** The codes that share the cause, sorted. */
  readonly codes: readonly string[];
  /** True of every occurrence: parts that differ between them are replaced by an ellipsis. */
  readonly why: string;
  readonly of: readonly T[];
}

/**
 * What a submission chose itself: quoted text, code after a colon at the end, numbers, and names of files with a line.
 * Everything else is the wording of a cause.
 */
const OWN =
  /"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|(?<![\w./-])[\w./-]+\.[cm]?[jt]sx?(?::\d+)*|(?<![\w-])\d+(?:\.\d+)?(?![\w-])/g;
const SHOWN_IN_PLACE = "…";

/** The groups, most frequent first. One code with several causes makes several groups, and each counts only its own. */
export function causeGroups<T>(found: readonly Occurrence<T>[]): CauseGroup<T>[] {
  const groups = new Map<string, Occurrence<T>[]>();
  for (const one of found) {
    const key = one.why === "" ? `code ${one.code}` : withoutOwn(one.why);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()]
    .map((all) => ({
      codes: [...new Set(all.map(({ code }) => code))].toSorted(),
      why: sharedText(all.map(({ why }) => why)),
      of: all.map((one) => one.of),
    }))
    .toSorted((one, other) => other.of.length - one.of.length || (one.why < other.why ? -1 : 1));
}

function withoutOwn(text: string): string {
  return text.replace(OWN, SHOWN_IN_PLACE);
}

/** The text when all are equal; otherwise with an ellipsis for each part in which they differ. */
function sharedText([first = "", ...others]: readonly string[]): string {
  if (others.every((text) => text === first)) return first;
  const parts = first.match(OWN) ?? [];
  const differs = parts.map((part, index) => others.some((text) => (text.match(OWN) ?? [])[index] !== part));
  let index = -1;
  return first.replace(OWN, (part) => {
    index += 1;
    return differs[index] === true ? SHOWN_IN_PLACE : part;
  });
}

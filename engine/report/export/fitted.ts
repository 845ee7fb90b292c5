/** How long one text out of a submission may get, from generous to hardly anything. */
const DETAIL_CHARACTERS = [4_000, 1_000, 250, 60] as const;

/** Below this much detail, what is only nice to have is left out. */
export const EXTRAS_CHARACTERS = 250;

/**
 * The most detailed rendering that takes at most `limitBytes` in UTF-8: a file over its format's limit is refused
 * whole, so less of every text beats losing the verdict. Undefined when even the shortest is too long.
 */
export function fitted(limitBytes: number, render: (maxChars: number) => string): string | undefined {
  for (const maxChars of DETAIL_CHARACTERS) {
    const text = render(maxChars);
    if (Buffer.byteLength(text) <= limitBytes) return text;
  }
  return undefined;
}

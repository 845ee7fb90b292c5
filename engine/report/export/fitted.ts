/** The limits that are tried for one text from a submission, from generous to minimal. */
const DETAIL_CHARACTERS = [4_000, 1_000, 250, 60] as const;

/** Below this limit, optional parts are left out. */
export const EXTRAS_CHARACTERS = 250;

/**
 * The most detailed rendering that takes at most `limitBytes` in UTF-8. A file above its format's limit is rejected as a
 * whole, so it is better to shorten every text. Undefined when even the shortest rendering is too long.
 */
export function fitted(limitBytes: number, render: (maxChars: number) => string): string | undefined {
  for (const maxChars of DETAIL_CHARACTERS) {
    const text = render(maxChars);
    if (Buffer.byteLength(text) <= limitBytes) return text;
  }
  return undefined;
}

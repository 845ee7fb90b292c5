/** What a transcript shows of bytes on a TCP connection, read back. */

/** The `cutMark` with which a transcript ends a text of which it keeps the beginning. */
export const CUT = /… \(\d{1,10} characters\)$/;

/** The bytes whose text this is: a JSON string if they were text, else hexadecimal digits. Those that were cut off are missing. */
export function shownBytes(text: string): Buffer {
  const kept = text.replace(CUT, "");
  return kept.startsWith('"') ? fromJson(kept) : Buffer.from(kept, "hex");
}

/** An escape of a character may be cut in the middle; it has at most 6 characters (RFC 8259 section 7). */
function fromJson(beginning: string): Buffer {
  for (let left = 0; left < 6; left++)
    for (const end of ["", '"'])
      try {
        return Buffer.from(JSON.parse(beginning.slice(0, beginning.length - left) + end) as string);
      } catch {
        // The next beginning is shorter.
      }
  return Buffer.alloc(0);
}

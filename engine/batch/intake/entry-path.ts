import { sanitizeLine } from "../../text/sanitize-text.ts";
import { MAX_PATH_BYTES } from "../../grade/limits.ts";
import { MAX_NAME_BYTES } from "./archive-limits.ts";

/** How many characters of a name a refusal shows. */
const SHOWN_CHARS = 120;

/**
 * Splits the path of an archive's entry into folders and name, `[]` for the root itself; or returns, as `fault`, the
 * end of a sentence that begins with the entry's name. Works on the parts, never on a joined path, so that none
 * escapes.
 */
export function entryPath(name: string): { readonly parts: readonly string[] } | { readonly fault: string } {
  // The replacement character stands for bytes that are not UTF-8.
  if (name.includes("\ufffd")) return { fault: "has a name that is not UTF-8" };
  if (name.includes("\0")) return { fault: "has a NUL character in its name" };
  if (name.includes("\\")) return { fault: "has a backslash in its name" };
  if (name.startsWith("/")) return { fault: "is an absolute path" };
  if (/^[a-z]:/i.test(name)) return { fault: "begins with a drive letter" };
  // Some writers begin every name with "./", and a doubled slash has no meaning.
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { fault: 'leaves the folder by ".."' };
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) return { fault: `has a path longer than ${MAX_PATH_BYTES} bytes` };
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES))
    return { fault: `has a name longer than ${MAX_NAME_BYTES} bytes` };
  return { parts };
}

/** Shortens a name from an archive to fit a sentence, on one line. */
export function shownName(name: string): string {
  return name === ""
    ? "an entry without a name"
    : sanitizeLine(name.replaceAll("\0", "\\0"), { maxChars: SHOWN_CHARS });
}

import { sanitizeLine } from "../../text/sanitize-text.ts";
import { MAX_PATH_BYTES } from "../../grade/limits.ts";
import { MAX_NAME_BYTES } from "./archive-limits.ts";

/** Characters of a name that a refusal shows. */
const SHOWN_CHARS = 120;

/**
 * The folders and the name of an archive's entry, `[]` for the root itself; or, as `fault`, the end of a sentence that
 * begins with the entry's name. Whether the names lie below the target is decided on the parts, never on a joined path.
 */
export function entryPath(name: string): { readonly parts: readonly string[] } | { readonly fault: string } {
  // What readers of archives put where the bytes are not UTF-8.
  if (name.includes("\ufffd")) return { fault: "has a name that is not UTF-8" };
  if (name.includes("\0")) return { fault: "has a NUL character in its name" };
  if (name.includes("\\")) return { fault: "has a backslash in its name" };
  if (name.startsWith("/")) return { fault: "is an absolute path" };
  if (/^[a-z]:/i.test(name)) return { fault: "begins with a drive letter" };
  // Some writers begin every name with "./", and a doubled slash means nothing.
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { fault: 'leaves the folder by ".."' };
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) return { fault: `has a path longer than ${MAX_PATH_BYTES} bytes` };
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES))
    return { fault: `has a name longer than ${MAX_NAME_BYTES} bytes` };
  return { parts };
}

/** A name from an archive, on one line and short enough for a sentence. */
export function shownName(name: string): string {
  return name === ""
    ? "an entry without a name"
    : sanitizeLine(name.replaceAll("\0", "\\0"), { maxChars: SHOWN_CHARS });
}

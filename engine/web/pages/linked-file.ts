import path from "node:path";

/** Longer than any path in a course. */
const CHARACTERS = 1_000;
/** A relative path with forward slashes: no backslash, no control character, no drive letter. */
// oxlint-disable-next-line no-control-regex -- none of them is let through
const RELATIVE = /^[^\\:\u0000-\u001f\u007f/][^\\:\u0000-\u001f\u007f]*$/;

/**
 * The file of the workbook that a link in a text refers to; undefined when it refers to something else or leads
 * outside.
 * @param folder of the text, relative to the workbook, with forward slashes
 * @param href as written. It is decoded once, as browsers do, and refused when it still contains a percent sign
 */
export function linkedFile(folder: string, href: string): string | undefined {
  const [written = ""] = href.split("#");
  let name: string;
  try {
    name = decodeURIComponent(written);
  } catch {
    return undefined;
  }
  if (name.length > CHARACTERS || name.includes("%") || !RELATIVE.test(name)) return undefined;
  const target = path.posix.join(folder, name);
  return target === ".." || target.startsWith("../") || target.startsWith("/") ? undefined : target;
}

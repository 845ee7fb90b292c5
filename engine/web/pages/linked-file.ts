import path from "node:path";

/** Longer than any path in a course. */
const CHARACTERS = 1_000;
/** What a path with forward slashes, relative to its folder, is made of: no backslash, no control character, no drive. */
// oxlint-disable-next-line no-control-regex -- none of them is let through
const RELATIVE = /^[^\\:\u0000-\u001f\u007f/][^\\:\u0000-\u001f\u007f]*$/;

/**
 * The file of the workbook that a link in a text names; undefined when it names none, or one outside.
 * @param folder of the text, relative to the workbook, with forward slashes
 * @param href as written: decoded once, like a browser does, and refused when something encoded is left after that
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

/** Accepted names of the file that starts a server, and its name once compiled. */
import path from "node:path";

const ENTRY_EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];

/** The names accepted for a lesson's entry file, the most likely first: its own, or the same as plain JavaScript. */
export function entryNames(wanted: string): string[] {
  const stem = wanted.slice(0, -path.extname(wanted).length);
  return ENTRY_EXTENSIONS.map((extension) => stem + extension);
}

/**
 * A name for the compiled file, beside its source, that no file or folder of the submission has, also on a file system
 * that ignores case and Unicode composition. A submission may well contain a folder `server.compiled.mjs`.
 * @param entry relative to the submission
 * @param names everything staged, relative to the submission
 */
export function compiledName(entry: string, names: Iterable<string>): string {
  const taken = new Set<string>();
  for (const name of names)
    for (let part = name; part !== "."; part = path.posix.dirname(part)) taken.add(folded(part));
  const stem = entry.replace(/\.[^./]+$/, "");
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${stem}.compiled.mjs` : `${stem}.${number}.compiled.mjs`;
    if (!taken.has(folded(name))) return name;
  }
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

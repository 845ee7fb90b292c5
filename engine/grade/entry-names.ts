/** What the file that starts a server may be called, and what it is called once it is compiled. */
import path from "node:path";

const ENTRY_EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];

/** The names under which a lesson's entry file is accepted, the likeliest first: its own, or as plain JavaScript. */
export function entryNames(wanted: string): string[] {
  const stem = wanted.slice(0, -path.extname(wanted).length);
  return ENTRY_EXTENSIONS.map((extension) => stem + extension);
}

/**
 * The name of the compiled file, beside its source: one that no file or folder of the submission has, also where the
 * file system ignores case and composes letters. Anybody may call a folder `server.compiled.mjs`.
 * @param entry relative to the submission
 * @param names of everything staged, relative to the submission
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

import path from "node:path";

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

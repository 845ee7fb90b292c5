import path from "node:path";

/**
 * The submitted file that was probably meant to be `wanted`: its name differs in case, in the separators between words, in
 * the extension, or by what a browser adds to a second download. Undefined when there is none.
 * @param names paths relative to the submission, with forward slashes
 */
export function misnamedFile(wanted: string, names: Iterable<string>): string | undefined {
  const meant = plainName(wanted);
  for (const name of names) if (name !== wanted && plainName(name) === meant) return name;
  return undefined;
}

/** Reduces `WS_server (1).ts.txt` to `wsserver`. */
function plainName(file: string): string {
  const [stem = ""] = path.posix.basename(file).toLowerCase().split(".", 1);
  return stem.replace(/ ?\(\d+\)$|[-_ ]?(?:copy|kopie)$/, "").replace(/[-_ ]/g, "");
}

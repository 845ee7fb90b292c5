import path from "node:path";
import { entryNames } from "../../grade/entry-names.ts";

const CODE = /^(.+?)(\.(?:ts|mts|js|mjs))(?:\.txt)?$/;

/**
 * The file that is `wanted` under another name, among the files of one folder: its name differs in case, in the separators
 * between words, by `.txt` at the end, or by what a browser or a desktop adds to a copy.
 * @returns all such names, none of which is `wanted` or the same as plain JavaScript
 */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const exact = entryNames(wanted);
  const meant = plainStem(path.basename(wanted, path.extname(wanted)));
  return names.filter((name) => {
    const [, stem] = CODE.exec(name.toLowerCase()) ?? [];
    return !exact.includes(name) && stem !== undefined && plainStem(stem) === meant;
  });
}

/** The name under which such a file is used: `wanted`, with the extension of plain JavaScript where the file has it. */
export function properName(wanted: string, near: string): string {
  const [, , extension = path.extname(wanted)] = CODE.exec(near.toLowerCase()) ?? [];
  return wanted.slice(0, -path.extname(wanted).length) + extension;
}

/** Reduces `WS_server (1)` and `Copy of ws-server` to `wsserver`. Browsers and Canvas may write `+(1)` and `%281%29`. */
function plainStem(stem: string): string {
  return stem
    .replaceAll("%28", "(")
    .replaceAll("%29", ")")
    .toLowerCase()
    .replace(/^(?:copy of|kopie von|copie de|copia de) /, "")
    .replace(/[ +]?\(\d{1,3}\)$/, "")
    .replace(/[-_ ]?(?:copy|kopie|copie|copia)$/, "")
    .replace(/[-_ +]/g, "");
}

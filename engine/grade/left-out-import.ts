import path from "node:path";

/** Extensions tried for an import without one, in the compiler's order (esbuild's `resolveExtensions`). */
const ENDINGS = ["", ".tsx", ".ts", ".jsx", ".js", ".css", ".json"];

/**
 * Why a relative import fails: it names a part of the submission that is not copied, such as a symbolic link. One sentence
 * without a full stop, or undefined when that is not the cause.
 * @param target the imported path, relative to the submission, with forward slashes
 * @param leftOut see `SubmittedTree`
 * @param exists whether the staged submission contains a file of this name
 */
export function leftOutImport(
  target: string,
  leftOut: ReadonlyMap<string, string>,
  exists: (name: string) => boolean,
): string | undefined {
  if (leftOut.size === 0) return undefined;
  for (let folder = path.posix.dirname(target); folder !== "."; folder = path.posix.dirname(folder)) {
    const why = leftOut.get(folder);
    if (why !== undefined) return `${folder} ${why}`;
  }
  // "./a.js" means a.ts if that exists.
  const source = target.replace(/\.(m?)js$/, ".$1ts");
  const names = [...(source === target ? [] : [source]), ...ENDINGS.map((ending) => target + ending)];
  for (const name of names) {
    const why = leftOut.get(name);
    if (why !== undefined) return `${name} ${why}`;
    if (exists(name)) return undefined;
  }
  return undefined;
}

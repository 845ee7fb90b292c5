import path from "node:path";

/** A path as people read and type it: relative to the workbook when it lies inside, with forward slashes. */
export function displayPath(root: string, file: string): string {
  const relative = path.relative(root, file);
  const inside = relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
  return (inside ? relative : file).replaceAll(path.sep, "/");
}

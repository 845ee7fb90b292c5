import path from "node:path";

const ENTRY_EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];

/** The names under which a lesson's entry file is accepted, the likeliest first: its own, or as plain JavaScript. */
export function entryNames(wanted: string): string[] {
  const stem = wanted.slice(0, -path.extname(wanted).length);
  return ENTRY_EXTENSIONS.map((extension) => stem + extension);
}

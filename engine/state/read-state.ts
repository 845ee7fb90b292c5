/** Reads the workbook's own JSON files, which may be damaged. */
import { access, readFile, rename, stat } from "node:fs/promises";
import path from "node:path";
import { timestamp } from "./timestamp.ts";

/** Larger than anything the workbook writes. */
const STATE_LIMIT_BYTES = 64 * 1024 * 1024;

/** The content, or that there is no file, or a phrase that says why the file cannot be used. */
export type StateFile<T> = { readonly value: T } | { readonly absent: true } | { readonly fault: string };

/** Reads a JSON file and validates it with `isValid`. Never throws. */
export async function readState<T>(file: string, isValid: (value: unknown) => value is T): Promise<StateFile<T>> {
  try {
    // Reading a pipe may never end, so only regular files are opened.
    const found = await stat(file);
    if (!found.isFile()) return { fault: "is not a file" };
    if (found.size > STATE_LIMIT_BYTES) return { fault: "is too large" };
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return isValid(value) ? { value } : { fault: "is not what this version of the workbook writes" };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: "is not JSON" };
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? { absent: true } : { fault: `cannot be read (${code})` };
  }
}

/**
 * Keeps a file that cannot be used under another name. Never throws.
 * @returns the new name without its folder; undefined when it could not be renamed
 */
export async function setAside(file: string): Promise<string | undefined> {
  const { dir, name, ext } = path.parse(file);
  const stem = `${name}.corrupt-${timestamp(new Date())}`;
  for (let attempt = 1; ; attempt += 1) {
    const aside = attempt === 1 ? `${stem}${ext}` : `${stem}-${attempt}${ext}`;
    if (await exists(path.join(dir, aside))) continue;
    return await rename(file, path.join(dir, aside)).then(
      () => aside,
      () => undefined,
    );
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

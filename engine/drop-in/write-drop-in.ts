import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fsErrorMessage } from "../state/fs-error-message.ts";
import type { Workbook } from "../workbook.ts";
import { copyWorkbook } from "./copy-workbook.ts";
import { DropInError, type DropIn, type DropInRequest } from "./drop-in.ts";

export interface Place {
  readonly workbook: Workbook;
  readonly projectRoot: string;
  /** Absolute path of the folder to write to; it may exist, and hold other files. */
  readonly folder: string;
  /** The folder as the user typed it. */
  readonly shown: string;
}

/**
 * Writes a drop-in. What is there stays as it is.
 * @returns what was written, by path relative to the folder
 * @throws DropInError when something of it is there already, or cannot be written; nothing is left then
 */
export async function writeDropIn(dropIn: DropIn, request: DropInRequest, place: Place): Promise<string[]> {
  const { folder, shown } = place;
  const files = await dropIn.files(request);
  const targets = [...files.keys(), ...(dropIn.workbook === undefined ? [] : [dropIn.workbook])];
  const taken = targets.find((name) => existsSync(path.join(folder, name)));
  if (taken !== undefined)
    throw new DropInError(
      `${path.join(shown, taken)} already exists; nothing was written.`,
      "Move it away, or choose another folder.",
    );
  const made: string[] = [];
  const makeFolder = async (name: string) => {
    const first = await mkdir(name, { recursive: true });
    if (first !== undefined) made.push(first);
  };
  try {
    for (const [name, text] of files) {
      const file = path.join(folder, name);
      await makeFolder(path.dirname(file));
      await writeFile(file, text, { flag: "wx", mode: modeOf(name, text) });
      made.push(file);
    }
    if (dropIn.workbook !== undefined) {
      await makeFolder(path.join(folder, dropIn.workbook));
      await copyWorkbook(place.workbook, place.projectRoot, path.join(folder, dropIn.workbook));
    }
  } catch (error) {
    for (const one of made) await rm(one, { recursive: true, force: true });
    throw new DropInError(`${shown} cannot be written (${fsErrorMessage(error)}); nothing was changed.`);
  }
  return targets;
}

function modeOf(name: string, text: string): number {
  if (text.startsWith("#!")) return 0o755;
  return name === ".env" ? 0o600 : 0o644;
}

/** Writes to every writable folder until it is full, and prints the number of bytes. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

const ENOUGH_BYTES = 400 * 1024 * 1024;
const chunk = Buffer.alloc(1024 * 1024, "x");
const written: string[] = [];
let bytes = 0;
for (const folder of [
  ".",
  "/tmp",
  "/dev/shm",
  "/dev",
  "/",
  "/var/tmp",
  "/run",
  "/workbook",
  "/workbook/node_modules/.cache",
])
  for (let file = 0; file < 20 && bytes < ENOUGH_BYTES; file++) if (fill(`${folder}/filled-${file}`) === 0) break;
for (const file of written) rmSync(file, { force: true });
console.log(`wrote ${bytes} bytes\nattack over`);
answerWith(() => 200).listen(Number(process.env["PORT"]));

function fill(file: string): number {
  let size = 0;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "wx");
    written.push(file);
    while (bytes < ENOUGH_BYTES) {
      const more = writeSync(descriptor, chunk);
      size += more;
      bytes += more;
    }
  } catch {
    // The disk is full, the file too large, or writing is not allowed.
  }
  if (descriptor !== undefined) closeSync(descriptor);
  return size;
}

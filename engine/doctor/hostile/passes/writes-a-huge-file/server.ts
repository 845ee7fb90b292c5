/** Writes one file until the system refuses. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

const ENOUGH_BYTES = 400 * 1024 * 1024;
const chunk = Buffer.alloc(1024 * 1024, "x");
const descriptor = openSync("huge", "w");
let bytes = 0;
try {
  while (bytes < ENOUGH_BYTES) bytes += writeSync(descriptor, chunk);
} catch {
  // The file reached its limit.
}
closeSync(descriptor);
rmSync("huge");
console.log(`wrote ${bytes} bytes\nattack over`);
answerWith(() => 200).listen(Number(process.env["PORT"]));

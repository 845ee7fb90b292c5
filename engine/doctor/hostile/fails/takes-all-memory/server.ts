/** Allocates memory until it is stopped, and listens only after that. */
import { answerWith } from "./answer-with.ts";

console.log("attack over");
const taken: Buffer[] = [];
while (taken.length < 64) {
  try {
    taken.push(Buffer.alloc(64 * 1024 * 1024, 1));
  } catch {
    // It keeps what it has allocated so far.
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
answerWith(() => 200).listen(Number(process.env["PORT"]));

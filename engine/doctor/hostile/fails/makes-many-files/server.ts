/**
 * Creates empty files, each of which takes kernel memory that counts for no process or disk. Listens only after that.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

console.log("attack over");
mkdirSync("/tmp/many");
for (let count = 0; count < 200_000; count++) {
  writeFileSync(`/tmp/many/${count}`, "");
  if (count % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
answerWith(() => 200).listen(Number(process.env["PORT"]));

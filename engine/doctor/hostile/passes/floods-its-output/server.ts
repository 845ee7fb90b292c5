/** Prints fifty megabytes to each stream, without a line end. */
import { once } from "node:events";
import { answerWith } from "./answer-with.ts";

const chunk = Buffer.alloc(1024 * 1024, "y");
for (const stream of [process.stdout, process.stderr])
  for (let count = 0; count < 50; count++) if (!stream.write(chunk)) await once(stream, "drain");
console.log("\nattack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

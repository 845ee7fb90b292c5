/** Prints for ever and would listen only after that. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { answerWith } from "./answer-with.ts";

console.log("attack over");
await once(spawn("/bin/cat", ["/dev/zero"], { stdio: ["ignore", "inherit", "inherit"] }), "exit");
answerWith(() => 200).listen(Number(process.env["PORT"]));

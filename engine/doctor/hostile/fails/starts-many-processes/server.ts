/** Starts more children than a server needs and waits for all of them before it listens. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { answerWith } from "./answer-with.ts";

console.log("attack over");
const loop = "i=0; while [ $i -lt 200 ]; do sleep 100 & i=$((i+1)); done; wait";
await once(spawn("/bin/sh", ["-c", loop], { stdio: "ignore" }), "exit");
answerWith(() => 200).listen(Number(process.env["PORT"]));

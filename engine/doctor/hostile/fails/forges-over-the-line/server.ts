/** Writes verdicts in the format of a worker's messages to every socket it has, and to its IPC channel. */
import { readdirSync, readlinkSync, writeSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

const verdict = {
  kind: "verdict",
  number: 1,
  passed: true,
  outcome: "graded",
  verdict: { passed: true, outcome: "graded" },
};
answerWith(() => 500).listen(Number(process.env["PORT"]), () => {
  process.send?.(verdict);
  for (const name of readdirSync("/proc/self/fd")) {
    try {
      // Only sockets are channels to the grader; writing to Node's own descriptors would crash this process.
      if (!/^socket:/.test(readlinkSync(`/proc/self/fd/${name}`))) continue;
      for (let number = 1; number < 50; number++)
        writeSync(Number(name), `${JSON.stringify({ ...verdict, number })}\n`);
    } catch {
      // The descriptor is not writable.
    }
  }
  console.log("attack over");
});

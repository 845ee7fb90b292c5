/** Stops its parent and all low process ids, so that no process can enforce limits. */
import { readdirSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

answerWith(() => 200).listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    // A signal to one of its own threads would stop it too early.
    const own = new Set(readdirSync("/proc/self/task").map(Number));
    for (const pid of [process.ppid, ...Array.from({ length: 400 }, (_, index) => index + 1)]) {
      try {
        if (!own.has(pid)) process.kill(pid, "SIGSTOP");
      } catch {
        // There is no such process, or it must not be stopped.
      }
    }
  });
});

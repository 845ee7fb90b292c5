/**
 * Kills its parent, all low process ids, and then every process it may kill. That comes last, so that the output is
 * sent first.
 */
import { readdirSync } from "node:fs";
import { answerWith } from "./answer-with.ts";

answerWith(() => 200).listen(Number(process.env["PORT"]), () => {
  process.stdout.write("attack over\n", () => {
    // A signal to one of its own threads would end it too early.
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
    // There is no such process, or it must not be killed.
  }
}

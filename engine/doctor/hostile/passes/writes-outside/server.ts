/** Changes files that are not its own and creates files where other programs look for theirs. */
import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const roots = [
  "",
  "/proc/1/root",
  ...readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}/root`),
];
attempt(() => execFileSync("/bin/mount", ["-o", "remount,rw", "/"], { stdio: "ignore" }));
for (const root of roots) {
  for (const file of [briefing.canary, ...briefing.secretFiles])
    attempt(() => appendFileSync(root + file, "// changed by a submission\n"));
  attempt(() => writeFileSync(`${root}${briefing.canaries}/new-file`, "written by a submission\n"));
}
for (const folder of briefing.modules) attempt(() => writeFileSync(`${folder}/${briefing.mark}`, ""));
attempt(() => symlinkSync(briefing.canaries, "./outside"));
attempt(() => writeFileSync("./outside/new-file", "written by a submission\n"));
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // The write was refused.
  }
}

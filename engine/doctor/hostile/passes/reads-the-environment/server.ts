/** Looks for secrets in its environment, in everybody's under /proc, in command lines, and in open files it was not given. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import briefing from "./briefing.json";
import { house } from "./house.ts";

look("its own environment", JSON.stringify(process.env));
for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
  for (const file of ["environ", "cmdline"]) look(`/proc/${pid}/${file}`, read(`/proc/${pid}/${file}`));
for (const descriptor of readdirSync("/proc/self/fd")) {
  const target = link(`/proc/self/fd/${descriptor}`);
  if (target.startsWith("/") && !target.startsWith("/dev/") && !target.startsWith("/proc/"))
    console.log(`open: ${descriptor} is ${target} ${briefing.mark}`);
}
console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));

function look(where: string, text: string): void {
  // The folder in which the grader keeps the submission outside is none of its business either.
  for (const secret of [briefing.mark, briefing.place])
    if (text.includes(secret)) console.log(`${where}: ${briefing.mark}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

/**
 * Looks for secrets in its environment, in what /proc and Node reveal about all processes, and in inherited open files.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const PROC_FILES = [
  "environ",
  "cmdline",
  "mountinfo",
  "mounts",
  "mountstats",
  "maps",
  "cgroup",
  "status",
  "comm",
  "limits",
];
const LINKS = ["cwd", "exe", "root"];

look("its own environment", JSON.stringify(process.env));
for (const pid of ["self", "thread-self", ...readdirSync("/proc").filter((name) => /^\d+$/.test(name))]) {
  for (const file of PROC_FILES) look(`/proc/${pid}/${file}`, read(`/proc/${pid}/${file}`));
  for (const name of LINKS) look(`/proc/${pid}/${name}`, link(`/proc/${pid}/${name}`));
}
for (const file of ["/proc/cmdline", "/proc/keys", "/proc/locks", "/proc/net/unix", "/proc/swaps", "/etc/passwd"])
  look(file, read(file));
look("what Node reports", JSON.stringify(process.report.getReport()));
look("what Node was started with", [process.execPath, process.title, ...process.argv, ...process.execArgv].join(" "));
look("the user", JSON.stringify([homedir(), userInfo()]));
look("a stack", String(new Error("where am I").stack));
for (const descriptor of readdirSync("/proc/self/fd")) {
  const target = link(`/proc/self/fd/${descriptor}`);
  if (target.startsWith("/") && !target.startsWith("/dev/") && !target.startsWith("/proc/"))
    console.log(`open: ${descriptor} is ${target} ${briefing.mark}`);
}
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

function look(where: string, text: string): void {
  if (text.includes(briefing.mark)) console.log(`${where}: ${briefing.mark}`);
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

/**
 * Leaves a process in its own session, with another parent, without an environment and without open files of the
 * grader.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync } from "node:fs";
import path from "node:path";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

// The fixture finds the process by this name.
const daemon = path.resolve(briefing.daemon);
copyFileSync("/bin/sleep", daemon);
chmodSync(daemon, 0o755);
const script = `(trap '' TERM HUP; exec ${daemon} 1000) </dev/null >/dev/null 2>&1 &`;
spawnSync("/usr/bin/setsid", ["/bin/sh", "-c", script], { stdio: "ignore", env: {} });
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

/** Leaves a process in its own session, without an environment, in another folder, with a soft limit of its own. */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

// The fixture finds the process by this name in its command line.
const daemon = `sleep 30; : ${briefing.daemon}`;
const script = `cd /; ulimit -S -w 7 || ulimit -S -x 7; exec env -i setsid -f /bin/sh -c "$1"`;
spawnSync("/bin/sh", ["-c", script, "sh", daemon], { stdio: "ignore" });
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

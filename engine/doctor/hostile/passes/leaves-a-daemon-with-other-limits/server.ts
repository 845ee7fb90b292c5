/** Leaves a process of its own session that has no environment, another folder, and a soft limit that it set itself. */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { house } from "./house.ts";

// What it is looked for by stands in its command.
const daemon = `sleep 30; : ${briefing.daemon}`;
const script = `cd /; ulimit -S -w 7 || ulimit -S -x 7; exec env -i setsid -f /bin/sh -c "$1"`;
spawnSync("/bin/sh", ["-c", script, "sh", daemon], { stdio: "ignore" });
console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));

/** Leaves a process that has shed whatever it could be recognised by, hard limits included. */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { house } from "./house.ts";

const daemon = `sleep 30; : ${briefing.daemon}`;
// dash says -w, bash says -x.
const script = `cd /; { ulimit -w 7 || ulimit -x 7; }; ulimit -m 7; exec env -i setsid -f /bin/sh -c "$1"`;
spawnSync("/bin/sh", ["-c", script, "sh", daemon], { stdio: "ignore" });
console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));

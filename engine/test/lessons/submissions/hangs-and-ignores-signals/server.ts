import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => {});
spawnSync("/usr/bin/setsid", ["/bin/sh", "-c", "/bin/sleep 1000 & exit"], { stdio: "ignore", env: {} });
writeFileSync("hanging", "");
setInterval(() => {}, 1000);

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => {});
spawnSync("/usr/bin/setsid", ["/bin/sh", "-c", "/bin/sleep 1000 & exit"], { stdio: "ignore", env: {} });
writeFileSync(path.join(tmpdir(), "../hanging"), "");
setInterval(() => {}, 1000);

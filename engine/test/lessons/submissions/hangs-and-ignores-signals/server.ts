import { writeFileSync } from "node:fs";

for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => {});
writeFileSync("hanging", "");
setInterval(() => {}, 1000);

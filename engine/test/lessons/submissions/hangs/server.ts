import { writeFileSync } from "node:fs";

writeFileSync("hanging", "");
setInterval(() => {}, 1000);

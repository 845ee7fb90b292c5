import { writeFileSync } from "node:fs";

writeFileSync("hanging", "");
for (;;);

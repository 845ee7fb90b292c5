import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

writeFileSync(path.join(tmpdir(), "../hanging"), "");
for (;;);

/** What a waiting process has tried out leaves nothing behind that would be taken for the submission's. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** In a process of its own, because a test has timers and threads beside it. */
const SCRIPT = `import * as ws from "ws";
import { keepDateHeaderShortly } from "./engine/grade/date-header.mjs";
import { warmUp } from "./engine/grade/warm-up.mjs";
import { pendingWithin } from "./engine/grade/pending.mjs";
keepDateHeaderShortly();
await warmUp(new Map([["ws", ws]]), (server, ready) => server.listen(0, "127.0.0.1", ready));
let found;
// Node's own threads may still compile what was called.
do found = await pendingWithin(2_000, false);
while (found.what.includes("thread pool"));
console.log(JSON.stringify(found));
`;

test.runIf(process.platform === "linux")("nothing is pending in a process that has just been warmed up", () => {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  // It has no server of its own yet.
  expect((JSON.parse(stdout) as { what: string[] }).what).toEqual(["no listener"]);
});

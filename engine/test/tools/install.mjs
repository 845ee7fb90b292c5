/** Installs what the tests and linters need and learners do not. Does nothing when it is there already. */
import { spawnSync } from "node:child_process";
import { foldersToInstall, ROOT } from "./packages.mjs";

for (const folder of foldersToInstall()) {
  console.error(`Installing what only tests and linters need: npm ci --prefix ${folder}`);
  const { status, error } = spawnSync("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund"], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    // On Windows npm is a script.
    shell: process.platform === "win32",
  });
  if (status === 0) continue;
  const why = error === undefined ? `exit code ${status}` : error.message;
  console.error(`The packages of ${folder} could not be installed (${why}); npm says above why.`);
  process.exit(1);
}

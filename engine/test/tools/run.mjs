/** Runs one of the maintainers' tools in the top folder: `node engine/test/tools/run.mjs oxlint --type-aware`. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { foldersToInstall, INSTALL_COMMAND, ROOT, TOOLS } from "./packages.mjs";

const [name = "", ...words] = process.argv.slice(2);
if (foldersToInstall().length > 0) {
  console.error(`${name} is a tool for maintainers and not installed here: run ${INSTALL_COMMAND}, then this again.`);
  process.exit(2);
}
const bin = path.join(TOOLS, "node_modules", ".bin");
const { status } = spawnSync(path.join(bin, name), words, {
  cwd: ROOT,
  stdio: "inherit",
  // oxlint looks there for the program that knows types.
  env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` },
  shell: process.platform === "win32",
});
process.exit(status ?? 2);

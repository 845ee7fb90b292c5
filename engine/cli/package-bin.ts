import { createRequire } from "node:module";
import path from "node:path";

/**
 * The script behind a command that a package installs, to be run directly by this Node: without a shell or a `.cmd` file
 * in between, signals arrive and Windows needs no special case.
 * @param projectRoot the folder of this project
 * @throws Error when the package is not installed
 */
export function packageBin(projectRoot: string, name: string): string {
  const require = createRequire(path.join(projectRoot, "package.json"));
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest) as { bin: string | Record<string, string> };
  const file = typeof bin === "string" ? bin : bin[name];
  if (file === undefined) throw new Error(`the package ${name} has no command of that name`);
  return path.join(path.dirname(manifest), file);
}

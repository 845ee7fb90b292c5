import { createRequire } from "node:module";
import path from "node:path";

/**
 * The file behind the command a package installs, to be run by this very Node: no shell and no `.cmd` file in between,
 * so signals arrive and Windows needs no other path.
 * @param home the folder of this project
 * @throws Error when the package is not installed
 */
export function packageBin(home: string, name: string): string {
  const require = createRequire(path.join(home, "package.json"));
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest) as { bin: string | Record<string, string> };
  const file = typeof bin === "string" ? bin : bin[name];
  if (file === undefined) throw new Error(`the package ${name} has no command of its name`);
  return path.join(path.dirname(manifest), file);
}

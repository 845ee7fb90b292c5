/**
 * Evaluates packages from the bundle beside this file with V8's code cache, so that servers do not compile them again.
 * prebundle.ts copies this file into the folder of the bundle.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, Script } from "node:vm";
import { fileURLToPath } from "node:url";

const bundle = fileURLToPath(new URL("bundle.cjs", import.meta.url));

/** The compiled bundle; its `createCachedData` makes the cache. */
export const script = new Script(`(function (module, require) {\n${readFileSync(bundle, "utf8")}\n})`, {
  // Stack traces show this in place of a path, so that stack-frames.mjs recognises bundled code.
  filename: "node_modules/(bundled)",
  cachedData: cache(),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const module = { exports: {} };
script.runInThisContext()(module, createRequire(import.meta.url));

/** The exports of a package, by the name used to import it. */
export function packageNamed(name) {
  return module.exports[name]();
}

/** V8 rejects a cache that was made by another version or with other flags. */
function cache() {
  try {
    return readFileSync(`${bundle}.cache`);
  } catch {
    return undefined;
  }
}

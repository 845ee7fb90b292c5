/**
 * Evaluates packages out of the bundle beside this file, with V8's code cache: what was compiled once is not compiled
 * for every server again. Lies in the folder of the bundle, copied there by vendor.ts.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, Script } from "node:vm";
import { fileURLToPath } from "node:url";

const bundle = fileURLToPath(new URL("bundle.cjs", import.meta.url));

/**
 * The compiled bundle; `createCachedData` on it makes the cache. esbuild writes nothing but ASCII, which is read fastest as
 * Latin-1.
 */
export const script = new Script(`(function (module, require) {\n${readFileSync(bundle, "latin1")}\n})`, {
  // What stack traces show: no place anybody could look at, but whose code it is. See stack-frames.mjs.
  filename: "node_modules/(bundled)",
  cachedData: cache(),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const module = { exports: {} };
script.runInThisContext()(module, createRequire(import.meta.url));

/** What a package exports, by the name in an import. */
export function packageNamed(name) {
  return module.exports[name]();
}

/** V8 itself refuses a cache that another version or other flags have made. */
function cache() {
  try {
    return readFileSync(`${bundle}.cache`);
  } catch {
    return undefined;
  }
}

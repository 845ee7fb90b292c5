/**
 * Runs a CommonJS file with V8's code cache beside it: at every start, compiling the engine would take longer than loading
 * the cache does. V8 refuses a cache that another version of it or other flags have made, and compiles as usual.
 *
 * Plain JavaScript: launch.mjs and build.mjs import it before anything is compiled.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { constants, Script } from "node:vm";

/**
 * Writes the cache of a file that esbuild has written.
 * @param {string} file absolute path
 */
export function cacheCompiled(file) {
  writeFileSync(cacheOf(file), scriptOf(file).createCachedData());
}

/**
 * What the file exports. Without its cache it takes longer.
 * @param {string} file absolute path
 */
export function requireCompiled(file) {
  const module = { exports: {} };
  const run = scriptOf(file, readCache(file)).runInThisContext();
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  return module.exports;
}

/** esbuild writes nothing but ASCII, which is read fastest as Latin-1. */
function scriptOf(file, cachedData) {
  const text = readFileSync(file, "latin1");
  return new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: file,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

function readCache(file) {
  try {
    return readFileSync(cacheOf(file));
  } catch {
    return undefined;
  }
}

function cacheOf(file) {
  return `${file}.cache`;
}

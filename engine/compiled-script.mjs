/**
 * Runs a CommonJS file with V8's code cache: compiling the engine anew at every start takes longer than loading the cache.
 * V8 refuses a cache of another version of it, of other flags or of a text of another length, and compiles as usual.
 * Code that comes from a cache cannot call `import()` on Node 20: Node throws "A dynamic import callback was not specified".
 *
 * Plain JavaScript, because launch.mjs imports it before anything is compiled.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";

/** The exit code of a command that has not done its work; see verdict.ts. */
const EXIT_CANNOT_GRADE = 2;

/**
 * What the file exports. A cache contains only the functions that have been called, so it is written when the process
 * exits, and each use has one of its own.
 * @param {string} file absolute path of a file that esbuild has written, and that never changes
 * @param {string} use what is done with it, for example the name of a command
 */
export function requireCompiled(file, use) {
  const cache = `${file}.${use}.cache`;
  const text = readFileSync(file, "utf8");
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: file,
    cachedData: read(cache),
  });
  if (script.cachedDataRejected !== false && /^[a-z-]{1,20}$/.test(use))
    process.once("exit", (code) => {
      if (code !== EXIT_CANNOT_GRADE) write(cache, script.createCachedData());
    });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
  return module.exports;
}

function read(cache) {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** Under another name first, because several processes may do this at once. */
function write(cache, data) {
  const scratch = `${cache}.${process.pid}`;
  try {
    writeFileSync(scratch, data);
    renameSync(scratch, cache);
  } catch {
    // The checkout is mounted read-only, or the disk is full.
  }
}

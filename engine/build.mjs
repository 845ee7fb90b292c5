/**
 * Compiles the engine to plain JavaScript, because Node 20 does not run TypeScript and a loader in this process would triple
 * the time a learner waits. The result is named after a fingerprint of its sources, so it is never stale.
 *
 * Plain JavaScript, because it runs before anything is compiled.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { buildFolder, removeOlder } from "./cached-folder.mjs";

/** The engine could not be compiled. The message is one sentence that says what to do, if anything. */
export class BuildError extends Error {
  name = "BuildError";
}

/**
 * The folder that holds the compiled engine of the workbook at `root`, compiling first when it is missing.
 * @param {string} root absolute path of the workbook
 * @returns {Promise<string>} absolute path of a folder with `main.cjs`, and what its processes and threads run
 * @throws BuildError; ERR_MODULE_NOT_FOUND when the compiler is not installed
 */
export async function builtEngine(root) {
  const engine = path.join(root, "engine");
  const cache = path.join(root, "node_modules", ".cache", "workbook");
  const key = fingerprint(engine, path.join(root, "package-lock.json"));
  const folder = path.join(cache, `engine-${key}`);
  if (!existsSync(path.join(folder, "main.cjs"))) await compile(engine, cache, folder);
  return folder;
}

/**
 * Covers names, dates and sizes of all engine sources; dates suffice because editors and git change them on every write.
 * Every command waits for this, so each of the hundreds of files costs little: one text, hashed once, and no path.join.
 */
function fingerprint(engine, lockFile) {
  let sources = "";
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = `${folder}${path.sep}${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== "test" && entry.name !== "node_modules") visit(file);
      } else if (/\.(ts|mjs|tsx|css)$/.test(entry.name)) {
        const { mtimeMs, size } = statSync(file);
        sources += `${file} ${mtimeMs} ${size}\n`;
      }
    }
  };
  visit(engine);
  const lock = statSync(lockFile, { throwIfNoEntry: false });
  const node = `${process.versions.node} ${process.arch}`;
  return createHash("sha1").update(`${node}\n${sources}${lock?.mtimeMs}`).digest("hex").slice(0, 16);
}

async function compile(engine, cache, folder) {
  try {
    const isBuilt = () => existsSync(path.join(folder, "main.cjs"));
    await buildFolder(folder, { isBuilt, build: (scratch) => bundle(engine, scratch) });
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") throw error;
    throw new BuildError(whyNotBuilt(error.cause ?? error, cache), { cause: error });
  }
  await removeOlder(folder, { kept: 3 });
}

/** One sentence: esbuild's own message repeats itself for each of a few hundred files. */
function whyNotBuilt(error, cache) {
  if (error.syscall !== undefined)
    return (
      `The workbook keeps its compiled engine in ${cache}, and nothing can be written there (${error.code}): ` +
      "make that folder writable, or copy the workbook to a place where it is."
    );
  const [first] = error.errors ?? [];
  const text = (first?.text ?? error.message).split("\n", 1)[0];
  const where = first?.location ? `${first.location.file}:${first.location.line}: ` : "";
  return `The workbook's engine does not compile: ${where}${text}`;
}

async function bundle(engine, scratch) {
  const { build } = await import("esbuild");
  const options = {
    absWorkingDir: path.dirname(engine),
    outdir: scratch,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    // Less code to read at every start.
    minifyWhitespace: true,
    // esbuild locates its binary relative to its own file, and Vitest loads its parts as it needs them.
    external: ["esbuild", "vitest/node"],
    logLevel: "silent",
  };
  // The command line is one file and CommonJS: Node 20 keeps no compiled code of modules, but V8 does of a script.
  await build({
    ...options,
    entryPoints: { main: path.join(engine, "cli/main.ts") },
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    define: { "import.meta.url": "urlOfThisFile" },
    banner: { js: 'const urlOfThisFile = require("node:url").pathToFileURL(__filename).href;' },
  });
  await build({
    ...options,
    entryPoints: {
      worker: path.join(engine, "workers/main.ts"),
      cost: path.join(engine, "cost/main.ts"),
      "compare-thread": path.join(engine, "compare/compare-thread.ts"),
    },
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    splitting: true,
    format: "esm",
    // ws and other CommonJS packages call require for Node's own modules.
    banner: {
      js: 'import { createRequire as workbookRequire } from "node:module"; const require = workbookRequire(import.meta.url);',
    },
  });
}

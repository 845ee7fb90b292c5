/**
 * The packages that a learner's server usually imports, bundled and compiled once. Otherwise Node spends most of a server's
 * start finding, reading and compiling their dozens of files.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { buildFolder } from "../cached-folder.mjs";
import { esbuild } from "../esbuild.ts";
import type { Workbook } from "../workbook.ts";

/** Maps the name in an import to the absolute path of a module with the same exports. */
export type Prebundle = ReadonlyMap<string, string>;

/** After this many characters, a line of the bundle is broken at the next opportunity. */
const MAX_LINE_CHARACTERS = 160;

/**
 * Bundles the packages, or returns the bundle made earlier.
 * @param packages names as in imports, for example `srvx/node`
 */
export async function prebundleOf(workbook: Workbook, packages: readonly string[]): Promise<Prebundle> {
  if (packages.length === 0) return new Map();
  const folder = path.join(workbook.cache, `prebundle-${fingerprint(workbook, packages)}`);
  const prebundle = new Map(packages.map((name) => [name, path.join(folder, `${fileName(name)}.mjs`)]));
  await buildFolder(folder, {
    isBuilt: () => existsSync(folder),
    build: (scratch) => prepare(workbook, packages, scratch),
  });
  return prebundle;
}

async function prepare(workbook: Workbook, packages: readonly string[], scratch: string): Promise<void> {
  const { build } = esbuild();
  // One file, so that packages that import each other still share one copy; each is evaluated on first use.
  const entries = packages.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`);
  await build({
    stdin: { contents: `module.exports = { ${entries.join(", ")} };`, resolveDir: path.dirname(workbook.modules) },
    outfile: path.join(scratch, "bundle.cjs"),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    // Resolves as `import` does, although the requests come from a CommonJS file.
    conditions: ["import"],
    // Less to read for every server. Names are kept.
    minifyWhitespace: true,
    // Node prints the whole source line of an uncaught error.
    lineLimit: MAX_LINE_CHARACTERS,
    // Shows which package a position in the bundle belongs to.
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "silent",
  });
  await copyFile(besideChild(workbook, "prebundle-load.mjs"), path.join(scratch, "load.mjs"));
  const files = Object.fromEntries(packages.map((name) => [name, `${fileName(name)}.mjs`]));
  await promisify(execFile)(process.execPath, [
    besideChild(workbook, "prebundle-prepare.mjs"),
    scratch,
    JSON.stringify(files),
  ]);
}

/** Covers the packages, when each was installed or built, and the code that prepares them. */
function fingerprint(workbook: Workbook, packages: readonly string[]): string {
  const hash = createHash("sha1").update(`${process.versions.node} ${process.arch}`);
  for (const file of ["prebundle-load.mjs", "prebundle-prepare.mjs", "warm-up.mjs", "stack-frames.mjs"])
    hash.update(`${statSync(besideChild(workbook, file), { throwIfNoEntry: false })?.mtimeMs} `);
  for (const name of packages) {
    const own = name.split("/").slice(0, name.startsWith("@") ? 2 : 1);
    const folder = path.join(workbook.modules, ...own);
    const real = existsSync(folder) ? realpathSync(folder) : folder;
    const dates = ["package.json", "dist", path.join("dist", "index.mjs")].map(
      (file) => statSync(path.join(real, file), { throwIfNoEntry: false })?.mtimeMs,
    );
    hash.update(`${name} ${real} ${dates.join(" ")}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Files that Node runs from the source folder, wherever the compiled engine is. */
function besideChild({ childFile }: Workbook, name: string): string {
  return path.join(path.dirname(childFile), name);
}

function fileName(name: string): string {
  return name.replaceAll("/", "__");
}

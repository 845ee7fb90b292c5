/**
 * The packages a learner's server usually imports, each bundled into few files once. Node spends most of a server's
 * start on finding and reading the dozens of files they consist of.
 */
import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Workbook } from "../workbook.ts";

/** From the name in an import to the absolute path of the bundle. */
export type Vendor = ReadonlyMap<string, string>;

/**
 * Bundles the packages unless that was done before.
 * @param packages names as in imports, for example `srvx/node`
 */
export async function vendorOf(workbook: Workbook, packages: readonly string[]): Promise<Vendor> {
  const folder = path.join(workbook.cache, `vendor-${fingerprint(workbook.modules, packages)}`);
  const vendor = new Map(packages.map((name) => [name, path.join(folder, `${fileName(name)}.mjs`)]));
  if (existsSync(folder)) return vendor;

  const { build } = await import("esbuild");
  const scratch = `${folder}.${process.pid}`;
  await build({
    entryPoints: packages.map((name) => ({ in: name, out: fileName(name) })),
    absWorkingDir: path.dirname(workbook.modules),
    outdir: scratch,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Packages that import each other must go on sharing one copy.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
    // ws is CommonJS and calls require for Node's own modules.
    banner: {
      js: 'import { createRequire as vendorRequire } from "node:module"; const require = vendorRequire(import.meta.url);',
    },
  });
  await mkdir(workbook.cache, { recursive: true });
  await rename(scratch, folder).catch(async (error: unknown) => {
    // Another process bundled the same packages first: its result is ours.
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return vendor;
}

/** Which packages, and when each was installed or built. */
function fingerprint(modules: string, packages: readonly string[]): string {
  const hash = createHash("sha1").update(process.versions.node);
  for (const name of packages) {
    const own = name.split("/").slice(0, name.startsWith("@") ? 2 : 1);
    const folder = path.join(modules, ...own);
    const real = existsSync(folder) ? realpathSync(folder) : folder;
    const dates = ["package.json", "dist", path.join("dist", "index.mjs")].map(
      (file) => statSync(path.join(real, file), { throwIfNoEntry: false })?.mtimeMs,
    );
    hash.update(`${name} ${real} ${dates.join(" ")}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

function fileName(name: string): string {
  return name.replaceAll("/", "__");
}

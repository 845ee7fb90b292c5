/**
 * The page's script and styles, bundled when the server starts. The result is cached by its sources, so that a start
 * without changes only reads it.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { buildFolder, removeOlder } from "../../cached-folder.mjs";
import { esbuild } from "../../esbuild.ts";
import type { Workbook } from "../../workbook.ts";
import { sourceKey } from "./source-key.ts";

export interface Asset {
  /** Contains a hash of the content, so that browsers may cache the file for ever. */
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
}

export interface ClientBundle {
  readonly script: Asset;
  readonly style: Asset;
}

/** The number of cached bundles: another server may still use one of the older sources. */
const KEPT_BUNDLES = 3;
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};
const compress = promisify(gzip);

/**
 * Returns the cached bundle, or builds it.
 * @param engine absolute path of the engine's sources
 * @throws Error in one sentence when the sources do not compile or the cache is not writable
 */
export async function clientBundle(engine: string, { cache, modules }: Workbook): Promise<ClientBundle> {
  const key = await sourceKey(["web", "diagram", "report", "compare"].map((part) => path.join(engine, part)));
  const folder = path.join(cache, `page-${key}`);
  const known = await readBundle(folder);
  if (known !== undefined) return known;
  await buildFolder(folder, {
    isBuilt: () => existsSync(folder),
    build: (scratch) => build(engine, modules, scratch),
  });
  await removeOlder(folder, { kept: KEPT_BUNDLES });
  const made = await readBundle(folder);
  if (made === undefined) throw new Error("the page's files could not be written to the cache");
  return made;
}

async function build(engine: string, modules: string, folder: string): Promise<void> {
  const { build: bundle } = esbuild();
  const client = path.join(engine, "web", "client");
  const { outputFiles } = await bundle({
    absWorkingDir: path.dirname(modules),
    entryPoints: { script: path.join(client, "main.tsx"), style: path.join(client, "styles", "main.css") },
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["chrome111", "firefox115", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    // The client's tsconfig is for the type checker only; all options that matter here are above.
    tsconfigRaw: {},
    logLevel: "silent",
    legalComments: "none",
  }).catch((error: Error) => {
    throw new Error(`the page does not compile: ${error.message.trim().split("\n").slice(0, 2).join(" ")}`);
  });
  for (const { path: file, contents } of outputFiles) {
    const extension = path.extname(file);
    if (TYPES[extension] === undefined) continue;
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
    const name = `${path.basename(file, extension)}-${hash}${extension}`;
    await writeFile(path.join(folder, name), contents);
    await writeFile(path.join(folder, `${name}.gz`), await compress(contents, { level: constants.Z_BEST_COMPRESSION }));
  }
}

async function readBundle(folder: string): Promise<ClientBundle | undefined> {
  const names = await readdir(folder).catch(() => []);
  const asset = async (start: string, extension: string): Promise<Asset | undefined> => {
    const name = names.find((each) => each.startsWith(`${start}-`) && each.endsWith(extension));
    if (name === undefined) return undefined;
    const [content, gzipped] = await Promise.all([name, `${name}.gz`].map((each) => readFile(path.join(folder, each))));
    if (content === undefined || gzipped === undefined) return undefined;
    return { name, type: TYPES[extension] ?? "", content, gzipped };
  };
  const [script, style] = await Promise.all([asset("script", ".js"), asset("style", ".css")]).catch(() => []);
  return script === undefined || style === undefined ? undefined : { script, style };
}

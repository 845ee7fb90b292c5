/**
 * The real browser of the tests: the one `CHROMIUM_PATH` names, else the one that comes inside `@sparticuz/chromium`
 * (Linux x64). Without either, tests fail with a line that says how to get one.
 */
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import type { Browser } from "playwright-core";
import { extract } from "tar-stream";
import { describe } from "vitest";

export type { Browser, Page } from "playwright-core";

const LAUNCH_LIMIT_MS = 30_000;
/** Several waits of a browser on a machine that also runs other tests. */
const TEST_LIMIT_MS = 180_000;
const MODULES = fileURLToPath(new URL("node_modules", import.meta.url));
const PACKAGE = path.join(MODULES, "@sparticuz/chromium");
const PROGRAM = "chromium";
/** Not those the package recommends: they turn off the web security that our pages are tested with. */
const FLAGS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];

const named = process.env["CHROMIUM_PATH"] ?? "";

/** Like `describe`, for tests that need a browser. Without one they fail: a test that does not run proves nothing. */
export function describeInBrowser(title: string, body: () => void): void {
  const missing = whyMissing();
  if (missing !== undefined) throw new Error(`${title}: ${missing}`);
  describe(title, { timeout: TEST_LIMIT_MS }, body);
}

/** A new headless browser. Whoever calls closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  const folder = named === "" ? await packagedBrowser() : undefined;
  return chromium.launch({
    executablePath: folder === undefined ? named : path.join(folder, PROGRAM),
    args: FLAGS,
    timeout: LAUNCH_LIMIT_MS,
    ...(folder === undefined ? {} : { env: { ...process.env, ...environmentIn(folder) } }),
  });
}

/** Why there is no browser here and what to do; undefined when there is one. */
function whyMissing(): string | undefined {
  if (named !== "") return existsSync(named) ? undefined : `CHROMIUM_PATH names ${named}, and there is no such file.`;
  if (process.platform === "linux" && process.arch === "x64") return undefined;
  return "No browser comes with the packages here: set CHROMIUM_PATH to the program of an installed Chrome or Chromium.";
}

/** Unpacks the browser once for each of its versions, in one step, because test files run at the same time. */
async function packagedBrowser(): Promise<string> {
  const manifest = await readFile(path.join(PACKAGE, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = path.join(MODULES, ".cache/workbook");
  const folder = path.join(cache, `chromium-${version}`);
  if (existsSync(path.join(folder, PROGRAM))) return folder;
  const { default: packaged } = await import("@sparticuz/chromium");
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(`${folder}.`);
  const before = process.env["TMPDIR"];
  // The package unpacks into the system's temporary folder, file by file, and would leave it there.
  process.env["TMPDIR"] = scratch;
  try {
    await packaged.executablePath();
    await unpackLibraries(path.join(scratch, "lib"));
    await writeFile(
      path.join(scratch, "fonts.conf"),
      `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>\n`,
    );
    await rename(scratch, folder);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    // Another test file was first: its browser is ours.
    if (!existsSync(path.join(folder, PROGRAM))) throw error;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  return folder;
}

/** NSS and expat, which small systems lack. The package has them, and unpacks them itself on one cloud only. */
async function unpackLibraries(folder: string): Promise<void> {
  await mkdir(folder);
  const archive = extract();
  const unpacking = pipeline(
    createReadStream(path.join(PACKAGE, "bin/al2023.tar.br")),
    createBrotliDecompress(),
    archive,
  );
  for await (const entry of archive) {
    if (entry.header.type === "file")
      await pipeline(entry, createWriteStream(path.join(folder, path.basename(entry.header.name))));
    else entry.resume();
  }
  await unpacking;
}

/** What the browser needs of a system that has neither those libraries nor fonts. */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  const libraries = [path.join(folder, "lib"), process.env["LD_LIBRARY_PATH"] ?? ""].filter((part) => part !== "");
  return {
    LD_LIBRARY_PATH: libraries.join(":"),
    ...(existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_FILE: path.join(folder, "fonts.conf") }),
  };
}

/** What the tests and linters need beside what `npm ci` installs, and whether it is there. Plain JavaScript: it runs first. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of this folder, whose package.json and lock file name the tools. */
export const TOOLS = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(TOOLS, "../../..");
export const INSTALL_COMMAND = "node engine/test/tools/install.mjs";

/** Folders with a package.json and a lock file of their own, relative to the top folder. */
const FOLDERS = ["engine/test/tools", "engine/queue"];

/** @returns {string[]} those of the folders whose packages are missing or of another version */
export function foldersToInstall() {
  return FOLDERS.filter((folder) => {
    const { dependencies } = manifest(folder);
    return Object.entries(dependencies).some(
      ([name, version]) => manifest(path.join(folder, "node_modules", name))?.version !== version,
    );
  });
}

/** The package.json of a folder; undefined when there is none. */
function manifest(folder) {
  try {
    return JSON.parse(readFileSync(path.join(ROOT, folder, "package.json"), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

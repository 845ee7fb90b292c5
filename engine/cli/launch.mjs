/** Finds the compiled engine, compiling it when its sources changed, and hands the command line over. */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { builtEngine } from "../build.mjs";

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** @param {string[]} argv the words after `start.mjs` */
export async function launch(argv) {
  let folder;
  try {
    folder = await builtEngine(home);
  } catch (error) {
    const missing = error.code === "ERR_MODULE_NOT_FOUND";
    console.error(
      missing
        ? "The workbook's packages are not installed. Run npm ci in its top folder, then this command again."
        : `The workbook's engine does not compile: ${error.message}`,
    );
    process.exit(2);
  }
  if (argv[0] === "--build") return;
  const { main } = await import(pathToFileURL(path.join(folder, "main.mjs")).href);
  await main(argv, { home });
}

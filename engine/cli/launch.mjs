/** Finds the compiled engine, compiling it when its sources changed, and runs the command line. */
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { addressSpaceFault } from "../address-space.mjs";
import { BuildError, builtEngine } from "../build.mjs";
import { requireCompiled } from "../compiled-script.mjs";

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * @param {string[]} argv the words after `start.mjs`
 * @throws an error of Node or of the file system when the compiled engine cannot be loaded
 */
export async function launch(argv) {
  let folder;
  try {
    folder = await builtEngine(projectRoot);
  } catch (error) {
    console.error(whyNot(error));
    process.exit(2);
  }
  if (argv[0] === "--build") return;
  const { main } = loaded(path.join(folder, "main.cjs"), argv[0] ?? "help");
  await main(argv, { projectRoot });
}

/** Commands that import files at run time (Vitest's parser, hostile submissions' recipes), which code from a cache cannot. */
const IMPORTING = new Set(["prove", "doctor"]);

/** Node reads no source map of a script, so with WORKBOOK_DEBUG=1 the file is loaded as a module, without a cache. */
function loaded(file, command) {
  const isDebugged = process.env["WORKBOOK_DEBUG"] === "1";
  if (!isDebugged && !IMPORTING.has(command)) return requireCompiled(file, command);
  process.setSourceMapsEnabled(isDebugged);
  return createRequire(file)(file);
}

/** @param {Error & { code?: string }} error */
function whyNot(error) {
  if (error.code === "ERR_MODULE_NOT_FOUND")
    return "The workbook's packages are not installed. Run npm ci in its top folder, then this command again.";
  // With a low memory limit, the compiler is the first to fail.
  const memory = addressSpaceFault();
  if (memory !== undefined) return memory;
  if (error instanceof BuildError) return error.message;
  return `The workbook's engine does not compile: ${error.message.split("\n", 1)[0]}`;
}

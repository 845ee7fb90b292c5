/**
 * Runs once for each bundle of packages. It writes a module for each package with the package's exports, a source map that
 * names packages instead of their files, and V8's code cache with everything that a server's first request and first message
 * need. It runs in a process of its own, because the cache contains the functions that the process has called.
 *
 * Arguments: the folder of the bundle, and a JSON object that maps package names to the file names of their modules.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { warmUp } from "./warm-up.mjs";
import { packageOf } from "./stack-frames.mjs";

const [folder, files] = process.argv.slice(2);
const { packageNamed, script } = await import(pathToFileURL(path.join(folder, "load.mjs")).href);

const packages = new Map();
for (const [name, file] of Object.entries(JSON.parse(files))) {
  const loaded = packageNamed(name);
  packages.set(name, loaded);
  const names = Object.keys(loaded);
  // Exports may have names that a variable cannot have, such as zod's `enum`.
  const lines = [
    'import { packageNamed } from "./load.mjs";',
    `const all = packageNamed(${JSON.stringify(name)});`,
    ...names.map((exported, number) => `const _${number} = all[${JSON.stringify(exported)}];`),
    `export { ${names.map((exported, number) => `_${number} as ${JSON.stringify(exported)}`).join(", ")} };`,
  ];
  writeFileSync(path.join(folder, file), `${lines.join("\n")}\n`);
}
const mapFile = path.join(folder, "bundle.cjs.map");
const { version, mappings, sources } = JSON.parse(readFileSync(mapFile, "utf8"));
const owners = sources.map((source) => packageOf(path.resolve(folder, source)) ?? "");
writeFileSync(mapFile, JSON.stringify({ version, mappings, sources: owners, names: [] }));
await warmUp(packages, (server, ready) => server.listen(0, "127.0.0.1", ready));
writeFileSync(path.join(folder, "bundle.cjs.cache"), script.createCachedData());

/**
 * Compiles a staged submission into one plain JavaScript file, to lie beside its sources, with a source map, so that a
 * stack trace names the learner's own file and line. Syntax errors and wrong imports end here.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { esbuild } from "../esbuild.ts";
import { codeFrame } from "./code-frame.ts";
import { leftOutImport } from "./left-out-import.ts";
import { NotGradable } from "./not-gradable.ts";
import { requireAsInNode } from "./require-shim.ts";
import type { Order } from "./server-process.ts";
import type { Stage } from "./stage.ts";
import type { Vendor } from "./vendor.ts";

export interface CompileOptions {
  /** Absolute path of a folder that holds the staged files. */
  readonly folder: string;
  /** The file to start, relative to the folder; what the compiled file is called; and what is not in the folder, and why. */
  readonly staged: Pick<Stage, "entry" | "compiled" | "leftOut">;
  /** The files a learner is asked to write: a missing one is told apart from a mistyped import. */
  readonly lessonFiles: readonly string[];
  /** Packages that are already bundled. */
  readonly vendor: Vendor;
  /** Absolute path of the node_modules folder of this project. */
  readonly modules: string;
}

/**
 * Compiles the entry and everything it imports. Writes nothing.
 * @returns what to run in any copy of the folder
 * Throws `NotGradable` with `does-not-compile` or `file-missing`, with file, line and code frame.
 */
export async function compile({ folder, staged, lessonFiles, vendor, modules }: CompileOptions): Promise<Order> {
  const { build } = esbuild();
  const { entry, compiled, leftOut } = staged;
  try {
    const { warnings, metafile, outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: [entry],
      outfile: compiled,
      write: false,
      metafile: true,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      sourcesContent: false,
      // A submission's own tsconfig must not change what its code means.
      tsconfigRaw: { compilerOptions: { target: "ES2023", useDefineForClassFields: true } },
      logLevel: "silent",
      logOverride: { "import-is-undefined": "warning" },
      plugins: [confined(folder, vendor, leftOut)],
    });
    const undefinedImport = warnings.find(({ id }) => id === "import-is-undefined");
    if (undefinedImport !== undefined) throw new NotGradable(reasonFor(undefinedImport, lessonFiles));
    if (await needsLoader(folder, Object.keys(metafile.inputs)))
      return { entry, loader: pathToFileURL(path.join(modules, "tsx", "dist", "loader.mjs")).href };
    const [output] = outputFiles;
    return { entry: compiled, compiled: output && requireAsInNode(output.contents) };
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first === undefined) throw error;
    throw new NotGradable(reasonFor(first, lessonFiles));
  }
}

/**
 * Whether the code asks at run time what one compiled file cannot answer: a module named by an expression, which file was
 * started, or the place of a source file in a sub-folder. Then it runs through tsx as in `npm run dev`, which takes longer to start.
 */
async function needsLoader(folder: string, sources: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(
    sources.map(async (name) => ({ name, text: await readFile(path.join(folder, name), "utf8").catch(() => "") })),
  );
  return texts.some(
    ({ name, text }) =>
      NAMED_BY_EXPRESSION.test(text) ||
      text.includes("process.argv") ||
      (name.includes("/") && text.includes("import.meta")),
  );
}

/** `import(` that is not followed by one plain string. */
const NAMED_BY_EXPRESSION = /\bimport\s*\(\s*(?!(["'])[^"'`\n]*\1\s*[,)])/;

/** Relative imports stay inside the submission; packages come from the vendor bundles, or are looked up. */
function confined(folder: string, vendor: Vendor, leftOut: Stage["leftOut"]): Plugin {
  return {
    name: "confined",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, resolveDir, pluginData }) => {
        if (kind === "entry-point" || pluginData === "looked-up") return undefined;
        if (/^(file|https?|data):/.test(wanted) || path.isAbsolute(wanted))
          return {
            errors: [
              { text: `the import "${wanted}" is an address; import a file of this folder or a package by its name` },
            ],
          };
        if (/^\.\.?(\/|$)/.test(wanted)) {
          const target = path.resolve(resolveDir, wanted);
          const inside = !path.relative(folder, target).startsWith("..");
          if (!inside) return { errors: [{ text: `the import "${wanted}" leaves the submission's folder` }] };
          const inFolder = path.relative(folder, target).replaceAll(path.sep, "/");
          const refused = leftOutImport(inFolder, leftOut, (name) => existsSync(path.join(folder, name)));
          if (refused !== undefined) return { errors: [{ text: refused }] };
          // As tsx does: "./a.js" means a.ts when there is one, also beside the output of an earlier build.
          const source = target.replace(/\.(m?)js$/, ".$1ts");
          return source !== target && existsSync(source) ? { path: source } : undefined;
        }
        const bundled = vendor.get(wanted);
        if (bundled !== undefined) return { path: pathToFileURL(bundled).href, external: true };
        if (wanted.startsWith("#")) return undefined;
        if (wanted.startsWith("node:") || builtinModules.includes(wanted)) return { external: true };
        const found = await build.resolve(wanted, { kind, resolveDir: folder, pluginData: "looked-up" });
        if (found.errors.length === 0) return { path: wanted, external: true };
        const name = wanted
          .split("/")
          .slice(0, wanted.startsWith("@") ? 2 : 1)
          .join("/");
        const installed = existsSync(path.join(path.dirname(folder), "node_modules", name));
        return {
          errors: [
            { text: installed ? `the package "${name}" has no "${wanted}"` : `the package "${name}" is not installed` },
          ],
        };
      });
    },
  };
}

function reasonFor(message: Message, lessonFiles: readonly string[]) {
  const { location, text } = message;
  const unresolved = /^Could not resolve "(\.[^"]*)"/.exec(text)?.[1];
  const missing =
    unresolved === undefined
      ? undefined
      : lessonFiles.find((file) => stem(path.posix.normalize(unresolved)) === stem(file));
  const noExport = /^(?:No matching export in|Import) "([^"]*)"(?: for import "([^"]*)")?/.exec(text);
  const place =
    location === null
      ? {}
      : {
          file: location.file,
          line: location.line,
          column: location.column + 1,
          details: codeFrame(location),
        };
  if (missing !== undefined) {
    return {
      ...place,
      code: "file-missing" as const,
      message: `${missing} is missing; ${location?.file ?? "another file"} imports it`,
      hint: `Create ${missing}, or put the starter back with npm run reset, which keeps your files.`,
    };
  }
  const told =
    unresolved !== undefined
      ? `the import "${unresolved}" names a file that is not there`
      : noExport?.[2] !== undefined
        ? `${noExport[1]} does not export ${noExport[2]}`
        : noExport !== null && text.includes("always be undefined")
          ? `nothing exports ${noExport[1]}: the imported file has no exports`
          : text;
  return {
    ...place,
    code: "does-not-compile" as const,
    message: `${location === null ? "the code" : `${location.file}:${location.line}`} does not compile: ${told}`,
    hint: "Nothing runs until this line compiles; npx tsc shows the same place.",
  };
}

function stem(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}

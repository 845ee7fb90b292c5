/**
 * Compiles a staged submission into one plain JavaScript file beside its sources, with a source map, so that a stack
 * trace names the learner's own file and line. Syntax errors and wrong imports end here.
 */
import { existsSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { NotGradable } from "./not-gradable.ts";
import type { Stage } from "./stage.ts";
import type { Vendor } from "./vendor.ts";

/**
 * @param vendor packages that are already bundled
 * @param lessonFiles the files a learner is asked to write: a missing one is told apart from a mistyped import
 * @returns absolute path of the compiled file
 * Throws `NotGradable` with `does-not-compile` or `file-missing`, with file, line and code frame.
 */
export async function compile(stage: Stage, lessonFiles: readonly string[], vendor: Vendor): Promise<string> {
  const { build } = await import("esbuild");
  const outfile = path.join(stage.folder, `${stage.entry.replace(/\.[^.]+$/, "")}.compiled.mjs`);
  try {
    const { warnings } = await build({
      absWorkingDir: stage.folder,
      entryPoints: [stage.entry],
      outfile,
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
      plugins: [confined(stage.folder, vendor)],
    });
    const undefinedImport = warnings.find(({ id }) => id === "import-is-undefined");
    if (undefinedImport !== undefined) throw new NotGradable(reasonFor(undefinedImport, lessonFiles));
    return outfile;
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first === undefined) throw error;
    throw new NotGradable(reasonFor(first, lessonFiles));
  }
}

/** Relative imports stay inside the submission; packages come from the vendor bundles, or are looked up. */
function confined(folder: string, vendor: Vendor): Plugin {
  return {
    name: "confined",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, resolveDir, pluginData }) => {
        if (kind === "entry-point" || pluginData === "looked-up") return undefined;
        if (/^(file|https?|data):/.test(wanted) || path.isAbsolute(wanted)) return { errors: [{ text: `the import "${wanted}" is an address; import a file of this folder or a package by its name` }] };
        if (/^\.\.?(\/|$)/.test(wanted)) {
          const target = path.resolve(resolveDir, wanted);
          const inside = !path.relative(folder, target).startsWith("..");
          return inside ? undefined : { errors: [{ text: `the import "${wanted}" leaves the submission's folder` }] };
        }
        const bundled = vendor.get(wanted);
        if (bundled !== undefined) return { path: pathToFileURL(bundled).href, external: true };
        if (wanted.startsWith("#")) return undefined;
        if (wanted.startsWith("node:") || builtinModules.includes(wanted)) return { external: true };
        const found = await build.resolve(wanted, { kind, resolveDir: folder, pluginData: "looked-up" });
        if (found.errors.length === 0) return { path: wanted, external: true };
        const name = wanted.split("/").slice(0, wanted.startsWith("@") ? 2 : 1).join("/");
        const installed = existsSync(path.join(folder, "node_modules", name));
        return { errors: [{ text: installed ? `the package "${name}" has no "${wanted}"` : `the package "${name}" is not installed` }] };
      });
    },
  };
}

function reasonFor(message: Message, lessonFiles: readonly string[]) {
  const { location, text } = message;
  const unresolved = /^Could not resolve "(\.[^"]*)"/.exec(text)?.[1];
  const missing = unresolved === undefined ? undefined : lessonFiles.find((file) => stem(path.posix.normalize(unresolved)) === stem(file));
  const noExport = /^(?:No matching export in|Import) "([^"]*)"(?: for import "([^"]*)")?/.exec(text);
  const place = location === null ? {} : { file: location.file, line: location.line, column: location.column + 1, details: codeFrame(location.lineText, location.line, location.column, location.length) };
  if (missing !== undefined) {
    return { ...place, code: "file-missing" as const, message: `${missing} is missing; ${location?.file ?? "another file"} imports it`, hint: `Create ${missing}, or put the starter back with npm run reset, which keeps your files.` };
  }
  const told = unresolved !== undefined ? `the import "${unresolved}" names a file that is not there` : noExport?.[2] !== undefined ? `${noExport[1]} does not export ${noExport[2]}` : noExport !== null && text.includes("always be undefined") ? `nothing exports ${noExport[1]}: the imported file has no exports` : text;
  return { ...place, code: "does-not-compile" as const, message: `${location === null ? "the code" : `${location.file}:${location.line}`} does not compile: ${told}`, hint: "Nothing runs until this line compiles; npx tsc shows the same place." };
}

function stem(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}

/** The line with a marker under the fault, as compilers print it. */
function codeFrame(lineText: string, line: number, column: number, length: number): string {
  const gutter = `${line} | `;
  const shown = lineText.length > 160 ? `${lineText.slice(0, 160)}…` : lineText;
  return `${gutter}${shown.replaceAll("\t", " ")}\n${" ".repeat(gutter.length + Math.min(column, 160))}${"^".repeat(Math.max(1, Math.min(length, 60)))}`;
}

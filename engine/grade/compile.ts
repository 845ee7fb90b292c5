/**
 * Compiles a staged submission into one JavaScript file with a source map, so that a stack trace names the learner's own
 * file and line. It is placed beside the sources. Syntax errors and wrong imports are found here.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Metafile, OutputFile } from "esbuild";
import { compileReason } from "./compile-reason.ts";
import type { Compiler } from "./compiler.ts";
import { NotGradable } from "./not-gradable.ts";
import { requireAsInNode } from "./require-shim.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";
import { NOT_STAGED, STAGED, stagedModules } from "./staged-modules.ts";
import type { Prebundle } from "./prebundle.ts";

export interface CompileOptions {
  /** The compiler process; compiler.ts says what it can access. */
  readonly compiler: Compiler;
  /** The file to start, what it is called once compiled, what the submission holds, and what was left out of that. */
  readonly staged: Pick<Stage, "entry" | "compiled" | "files" | "leftOut">;
  /** The files a learner is asked to write: a missing one is distinguished from a mistyped import. */
  readonly lessonFiles: readonly string[];
  /** Packages that no file may import. @default none */
  readonly forbids?: readonly string[] | undefined;
  /** Packages that are already bundled, at their paths as the server sees them. */
  readonly prebundle: Prebundle;
  /** Absolute path of the node_modules folder of this project. */
  readonly modules: string;
  /** The path of that folder as the server sees it. @default modules */
  readonly modulesInside?: string | undefined;
}

/**
 * Compiles the entry and everything it imports, from the staged text alone: no file of the submission is read or written.
 * @returns what to run, in any copy of the folder
 * @throws NotGradable with `does-not-compile`, `file-missing` or `forbidden-package`, with file, line and code frame, or with
 * the limit that was exceeded
 */
export async function compile(options: CompileOptions): Promise<LaunchSpec> {
  const { compiler, staged, lessonFiles, forbids = [], prebundle, modules, modulesInside = modules } = options;
  const { entry, compiled, files } = staged;
  const uncompiled = { entry, loader: pathToFileURL(path.join(modulesInside, "tsx", "dist", "loader.mjs")).href };
  try {
    const { warnings, metafile, outputFiles } = await compiler.build({
      absWorkingDir: path.parse(process.cwd()).root,
      entryPoints: [entry],
      outfile: compiled,
      write: false,
      metafile: true,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "external",
      sourcesContent: false,
      // A tsconfig in the submission must not change what its code means.
      tsconfigRaw: { compilerOptions: { target: "ES2023", useDefineForClassFields: true } },
      logLevel: "silent",
      logOverride: { "import-is-undefined": "warning", "unsupported-dynamic-import": "warning" },
      plugins: [stagedModules({ ...staged, prebundle, modules, forbids })],
    });
    const undefinedImport = warnings.find(({ id }) => id === "import-is-undefined");
    if (undefinedImport !== undefined) throw new NotGradable(compileReason(undefinedImport, lessonFiles, files));
    const used = Object.keys(metafile.inputs).flatMap((name) =>
      name.startsWith(`${STAGED}:`) ? [name.slice(STAGED.length + 1)] : [],
    );
    if (warnings.some(namedByExpression) || asksWhereItIs(files, used) || writesCommonJs(metafile)) return uncompiled;
    return { entry: compiled, compiled: withSourceMap(outputFiles, compiled) };
  } catch (error) {
    const { errors = [] } = error as Partial<BuildFailure>;
    if (errors.length === 0) throw error;
    const first = errors.find((message) => !namedByExpression(message));
    if (first === undefined) return uncompiled;
    throw new NotGradable(compileReason(first, lessonFiles, files));
  }
}

/**
 * Whether the compiler warns of an import whose path is computed at run time: then the code runs through tsx as in
 * `npm run dev`, which takes longer to start. Where parts of the path are fixed, esbuild looks for every file that fits, and
 * reports that it cannot open the folder, finds no file, or finds one outside the submission.
 */
function namedByExpression({ id, text }: Message): boolean {
  return (
    id === "unsupported-dynamic-import" ||
    id === "empty-glob" ||
    /^Could not resolve (?:import|require)[.(]/.test(text) ||
    text.startsWith("Cannot read directory ") ||
    text.startsWith(NOT_STAGED)
  );
}

/** Whether the code asks at run time which file was started, or where a source file in a sub-folder is. */
function asksWhereItIs(files: Stage["files"], used: readonly string[]): boolean {
  return used.some((name) => {
    const content = Buffer.from(files.get(name) ?? []);
    return content.includes("process.argv") || (name.includes("/") && content.includes("import.meta"));
  });
}

/**
 * Whether a file without an extension that permits it is written as a CommonJS module. The compiler would give it `module` and
 * `exports`, and Node and tsx do not where files are ES modules.
 */
function writesCommonJs({ inputs }: Metafile): boolean {
  return Object.entries(inputs).some(
    ([name, { format }]) => format === "cjs" && name.startsWith(`${STAGED}:`) && /\.[jt]sx?$/.test(name),
  );
}

/** The compiled file with its source map, which names the sources as the submission does. */
function withSourceMap(outputs: readonly OutputFile[], compiled: string): Uint8Array {
  const named = (suffix: string) =>
    outputs.find((file) => path.basename(file.path) === path.basename(compiled) + suffix);
  const code = named("")?.contents ?? new Uint8Array();
  const map = JSON.parse(named(".map")?.text ?? "{}") as { sources?: string[] };
  // A source in a map is a URL, relative to the map (ECMA-426).
  const sources = (map.sources ?? []).map((source) =>
    source
      .slice(STAGED.length + 1)
      .split("/")
      .map(encodeURIComponent)
      .join("/"),
  );
  const inline = Buffer.from(JSON.stringify({ ...map, sources })).toString("base64");
  return Buffer.concat([
    requireAsInNode(code),
    Buffer.from(`//# sourceMappingURL=data:application/json;base64,${inline}\n`),
  ]);
}

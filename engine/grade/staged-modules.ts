/**
 * Presents the files of a submission to esbuild: by name and as text, in a namespace of their own. Nothing here resolves to
 * a file of this machine, so an import in a submission cannot reach one. Packages stay imports of the compiled file.
 */
import { builtinModules } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ImportKind, Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { isOfPackage } from "../text/package-name.ts";
import { packageState } from "./installed-package.ts";
import { leftOutImport } from "./left-out-import.ts";
import { MAX_PATH_BYTES } from "./limits.ts";
import { Manifests } from "./package-manifest.ts";
import type { Prebundle } from "./prebundle.ts";

/** The namespace, with which esbuild prefixes the name of each file in its messages. */
export const STAGED = "submission";

export interface StagedModulesOptions {
  /** By path relative to the submission, with forward slashes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly entry: string;
  /** What the submission contains that is not among the files, and why. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** Packages that are already bundled. */
  readonly prebundle: Prebundle;
  /** Absolute path of the node_modules folder of this project. */
  readonly modules: string;
  /** Packages that no file may import. */
  readonly forbids: readonly string[];
}

/** What an error about a forbidden package carries besides its text. */
export interface ForbiddenImport {
  readonly forbidden: string;
}

/** In the order in which esbuild tries them. */
const EXTENSIONS = [".tsx", ".ts", ".jsx", ".js", ".css", ".json"];

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".json": "json",
  ".txt": "text",
  ".css": "css",
};

/** How `with { type: … }` loads a file, whatever its extension. */
const BY_ATTRIBUTE: Readonly<Record<string, Loader>> = { json: "json", text: "text", bytes: "binary" };

/** How the errors for imports with a computed path begin, where esbuild searches for files: see `namedByExpression`. */
export const NOT_STAGED = "no file of the submission: ";

export function stagedModules(options: StagedModulesOptions): Plugin {
  const { files, entry, leftOut, prebundle, modules, forbids } = options;
  const manifests = new Manifests(files);
  return {
    name: "staged-modules",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) =>
        args.kind === "entry-point" ? staged(entry) : await resolve(args.path, args),
      );
      build.onLoad({ filter: /.*/, namespace: STAGED }, ({ path: name, with: attributes }) =>
        load(name, files.get(name), attributes["type"]),
      );
      build.onLoad({ filter: /.*/ }, ({ path: name }) => ({ errors: [{ text: NOT_STAGED + name }] }));
    },
  };

  async function resolve(wanted: string, { importer, kind }: OnResolveArgs): Promise<OnResolveResult | undefined> {
    if (wanted.length > MAX_PATH_BYTES)
      return failed(`the import "${wanted.slice(0, 40)}…" is longer than any name of a file or a package`);
    if (/^(?:file|https?|data):/i.test(wanted) || path.win32.isAbsolute(wanted))
      return failed(`the import "${wanted}" is an address; import a file of this folder or a package by its name`);
    if (/^\.\.?(?:\/|$)/.test(wanted)) {
      const target = path.posix.join(path.posix.dirname(importer), wanted);
      if (isOutside(target)) return failed(`the import "${wanted}" leaves the submission's folder`);
      const refused = leftOutImport(target, leftOut, (name) => files.has(name));
      if (refused !== undefined) return failed(refused);
      // Without a result, esbuild reports the missing file, except within try.
      const found = moduleAt(target) ?? moduleAt(target.split(/[?#]/, 1)[0] ?? "");
      return found === undefined ? undefined : staged(found);
    }
    const forbidden = forbids.find((name) => isOfPackage(wanted, name));
    if (forbidden !== undefined) {
      const detail: ForbiddenImport = { forbidden };
      return { errors: [{ text: `the package "${forbidden}" is forbidden`, detail }] };
    }
    const bundled = prebundle.get(wanted);
    if (bundled !== undefined) return { path: pathToFileURL(bundled).href, external: true };
    if (wanted.startsWith("#")) {
      const target = manifests.imported(wanted, importer, kind);
      return target === undefined ? undefined : await resolveTarget(target, importer, kind);
    }
    if (wanted.startsWith("node:") || builtinModules.includes(wanted)) return { path: wanted, external: true };
    return await packageNamed(wanted, kind);
  }

  /** Resolves the target of an entry of `imports` in a package.json: a file of the submission or a package. */
  async function resolveTarget(
    { folder, target }: { readonly folder: string; readonly target: string },
    importer: string,
    kind: ImportKind,
  ): Promise<OnResolveResult | undefined> {
    if (target.startsWith("#")) return undefined;
    const from = target.startsWith("./") ? path.posix.join(folder, "package.json") : importer;
    return await resolve(target, { importer: from, kind } as OnResolveArgs);
  }

  async function packageNamed(wanted: string, kind: ImportKind): Promise<OnResolveResult> {
    const { name, state } = await packageState(modules, wanted, kind);
    if (state === "found") return { path: wanted, external: true };
    return failed(
      state === "no-file" ? `the package "${name}" has no "${wanted}"` : `the package "${name}" is not installed`,
    );
  }

  /** The file that a path means, with or without its extension, as esbuild and tsx resolve it. */
  function moduleAt(target: string): string | undefined {
    const named = target.endsWith("/") || target === "." ? undefined : fileAt(target);
    if (named !== undefined) return named;
    const folder = target === "." ? "" : target.replace(/\/$/, "");
    const main = manifests.mainOf(folder);
    const inFolder = (name: string) => path.posix.join(folder, name);
    const entry =
      main === undefined || isOutside(inFolder(main))
        ? undefined
        : (fileAt(inFolder(main)) ?? fileAt(inFolder(`${main}/index`)));
    return entry ?? withExtension(inFolder("index"));
  }

  function fileAt(target: string): string | undefined {
    // As in tsx, "./a.js" means a.ts if that exists, even beside the output of an earlier build.
    const named = [target.replace(/\.(m?)js$/, ".$1ts"), target].find((name) => files.has(name));
    const later = () => [target.replace(/\.jsx?$/, ".tsx"), target.replace(/\.cjs$/, ".cts")];
    return named ?? withExtension(target) ?? later().find((name) => files.has(name));
  }

  function withExtension(target: string): string | undefined {
    return EXTENSIONS.map((extension) => target + extension).find((name) => files.has(name));
  }
}

function staged(name: string): OnResolveResult {
  return { path: name, namespace: STAGED };
}

function failed(text: string): OnResolveResult {
  return { errors: [{ text }] };
}

function isOutside(target: string): boolean {
  return target === ".." || target.startsWith("../") || target.startsWith("/");
}

function load(name: string, content: Uint8Array | undefined, type: string | undefined): OnLoadResult {
  const extension = path.posix.extname(name);
  const loader = (type === undefined ? undefined : BY_ATTRIBUTE[type]) ?? LOADERS[extension];
  if (content === undefined) return { errors: [{ text: NOT_STAGED + name }] };
  if (loader === undefined) return { errors: [{ text: `No loader is configured for "${extension}" files: ${name}` }] };
  const isCode = ["ts", "tsx", "js", "jsx"].includes(loader);
  return {
    contents: isCode ? withoutSourceMap(withoutMark(content)) : loader === "binary" ? content : withoutMark(content),
    loader,
  };
}

/** Removes a byte order mark, which Windows editors write; esbuild skips it only in files that it reads itself. */
function withoutMark(content: Uint8Array): Uint8Array {
  return content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? content.subarray(3) : content;
}

const SOURCE_MAP = "sourceMappingURL=";
const NO_SOURCE_MAP = Buffer.from(`\n//# ${SOURCE_MAP}none:\n`);

/**
 * Appends a comment that names no source map. esbuild uses the last such comment, and an inline map could give the
 * submission's code the name of any file, whose lines Node would then print. So a stack names the submitted file.
 */
function withoutSourceMap(content: Uint8Array): Uint8Array {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(SOURCE_MAP)
    ? Buffer.concat([content, NO_SOURCE_MAP])
    : content;
}

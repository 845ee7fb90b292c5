/** Whether a package that a submission imports is installed in this workbook, and has the imported file. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { ImportKind } from "esbuild";
import { esbuild } from "../esbuild.ts";

export interface PackageState {
  /** The package alone, without a path inside it. */
  readonly name: string;
  readonly state: "found" | "no-file" | "not-installed";
}

const MAX_NAME_CHARACTERS = 300;

/**
 * Looks an import up in `modules` (absolute path of a node_modules folder) and nowhere else: a name that contains `..` is
 * not the name of a package.
 */
export async function packageState(modules: string, wanted: string, kind: ImportKind): Promise<PackageState> {
  const parts = wanted.split("/");
  const name = parts.slice(0, wanted.startsWith("@") ? 2 : 1).join("/");
  const named =
    wanted.length <= MAX_NAME_CHARACTERS &&
    parts.every(
      (part, index) => /^[\w.~-]+$/.test(index === 0 ? part.replace(/^@/, "") : part) && !/^\.\.?$/.test(part),
    );
  if (!named || !existsSync(path.join(modules, name))) return { name, state: "not-installed" };
  return { name, state: (await hasFile(modules, wanted, kind)) ? "found" : "no-file" };
}

/** Lets esbuild interpret `exports` of this workbook's packages; the name is the only input from the submission. */
async function hasFile(modules: string, wanted: string, kind: ImportKind): Promise<boolean> {
  const resolveDir = path.dirname(modules);
  let found: string | undefined;
  await esbuild().build({
    stdin: { contents: "", resolveDir },
    bundle: true,
    write: false,
    platform: "node",
    // A package that is a link into this workbook resolves from where the link is.
    preserveSymlinks: true,
    tsconfigRaw: {},
    logLevel: "silent",
    plugins: [
      {
        name: "look-up",
        setup: (build) =>
          build.onStart(async () => {
            const { errors, path: file } = await build.resolve(wanted, { kind, resolveDir });
            if (errors.length === 0) found = file;
          }),
      },
    ],
  });
  return found !== undefined && !path.relative(modules, found).startsWith("..");
}

/** Interprets `main` and `imports` in a submission's package.json files, as Node does. */
import path from "node:path";
import type { ImportKind } from "esbuild";
import { MANIFEST_LIMIT_BYTES } from "./limits.ts";
import { isRecord } from "../is-record.ts";

/** How deeply conditions may be nested. */
const MAX_DEPTH = 8;

export class Manifests {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #read = new Map<string, Readonly<Record<string, unknown>> | undefined>();

  /** @param files by path relative to the submission, with forward slashes */
  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  /** The module that an import of the folder means: a path relative to it. */
  mainOf(folder: string): string | undefined {
    const main = this.#manifest(folder)?.["main"];
    return typeof main === "string" ? main : undefined;
  }

  /**
   * What `#name` means in a file: a path relative to `folder` that begins with `./`, or the name of a package. Only the
   * nearest package.json counts.
   */
  imported(
    wanted: string,
    importer: string,
    kind: ImportKind,
  ): { readonly folder: string; readonly target: string } | undefined {
    for (let folder = path.posix.dirname(importer); ; folder = path.posix.dirname(folder)) {
      const manifest = this.#manifest(folder === "." ? "" : folder);
      if (manifest !== undefined) {
        const target = targetOf(manifest["imports"], wanted, conditionsOf(kind));
        return target === undefined ? undefined : { folder, target };
      }
      if (folder === ".") return undefined;
    }
  }

  #manifest(folder: string): Readonly<Record<string, unknown>> | undefined {
    if (!this.#read.has(folder))
      this.#read.set(folder, parsed(this.#files.get(path.posix.join(folder, "package.json"))));
    return this.#read.get(folder);
  }
}

function parsed(content: Uint8Array | undefined): Readonly<Record<string, unknown>> | undefined {
  if (content === undefined || content.length > MANIFEST_LIMIT_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(content).toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function conditionsOf(kind: ImportKind): readonly string[] {
  return ["node", "module", "default", kind === "require-call" || kind === "require-resolve" ? "require" : "import"];
}

/** https://nodejs.org/api/packages.html#subpath-patterns */
function targetOf(imports: unknown, wanted: string, conditions: readonly string[]): string | undefined {
  if (!isRecord(imports)) return undefined;
  if (Object.hasOwn(imports, wanted)) return chosen(imports[wanted], conditions);
  let best: { readonly prefix: string; readonly gap: string; readonly value: unknown } | undefined;
  for (const [pattern, value] of Object.entries(imports)) {
    const star = pattern.indexOf("*");
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    const fits =
      star !== -1 &&
      prefix.length > (best?.prefix.length ?? -1) &&
      wanted.length > prefix.length + suffix.length &&
      wanted.startsWith(prefix) &&
      wanted.endsWith(suffix);
    if (fits) best = { prefix, value, gap: wanted.slice(prefix.length, wanted.length - suffix.length) };
  }
  if (best === undefined) return undefined;
  const { gap, value } = best;
  return chosen(value, conditions)?.replaceAll("*", () => gap);
}

/** The first usable target: of a list, or under a condition that applies. */
function chosen(value: unknown, conditions: readonly string[], depth = 0): string | undefined {
  if (typeof value === "string") return value;
  if (depth > MAX_DEPTH) return undefined;
  const options = Array.isArray(value)
    ? (value as unknown[])
    : isRecord(value)
      ? Object.entries(value).flatMap(([condition, option]) => (conditions.includes(condition) ? [option] : []))
      : [];
  for (const option of options) {
    const found = chosen(option, conditions, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The temporary folder of one server; no other server sees what it writes there. It is created before the submission is
 * known, so that a waiting process can start in it and a sandbox can be built around it.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SUBMISSION_DIR } from "../isolate/sandbox-paths.ts";

const PREFIX = "workbook-";

export class ServerDir {
  /** Absolute path without symbolic links: contains `folder`, and the package.json and node_modules that Node finds above. */
  readonly base: string;
  /** Absolute path of the folder that the submission is copied into and runs in. */
  readonly folder: string;

  /**
   * @param modules absolute path of the node_modules folder that imports resolve in
   * @throws Error with one sentence when the temporary folder cannot be written to
   */
  constructor(modules: string) {
    this.base = makeBase();
    inAServerDir ??= new RegExp(
      `(?:file://)?${escaped(path.join(path.dirname(this.base), PREFIX))}\\w{6}[/\\\\]server`,
      "g",
    );
    serverDirs.add(this);
    this.folder = path.join(this.base, "server");
    mkdirSync(this.folder);
    symlinkSync(modules, path.join(this.base, "node_modules"), "junction");
    // As in the lessons' own package; a package.json in the submission takes precedence.
    writeFileSync(path.join(this.base, "package.json"), '{"type":"module"}\n');
  }

  /** To be called once no process uses it. */
  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true, maxRetries: 2 });
    serverDirs.delete(this);
  }

  removeNow(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** Every folder that exists, to be removed when this process exits without doing so. */
const serverDirs = new Set<ServerDir>();
process.on("exit", () => {
  for (const serverDir of serverDirs) serverDir.removeNow();
});

function makeBase(): string {
  try {
    return realpathSync(mkdtempSync(path.join(tmpdir(), PREFIX)));
  } catch (error) {
    throw new Error(
      `nothing can be written to the temporary folder ${tmpdir()} (${(error as NodeJS.ErrnoException).code})`,
      { cause: error },
    );
  }
}

/** Replaces the folder of any server in the text by `display`, with or without `file://`. */
export function withoutServerDirs(text: string, display: string): string {
  const sandboxed = text.replaceAll(IN_A_SANDBOX, () => display);
  return inAServerDir === undefined ? sandboxed : sandboxed.replaceAll(inAServerDir, () => display);
}

const IN_A_SANDBOX = new RegExp(`(?:file://)?${escaped(SUBMISSION_DIR)}`, "g");

/** Set when the first folder is created; all of them are in the same parent. */
let inAServerDir: RegExp | undefined;

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

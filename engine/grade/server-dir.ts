/**
 * The temporary folder that one server has to itself: what it writes no other server sees. It is made before anything is
 * known of the submission, so that a process can wait in it, and a sandbox be built around it.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SUBMISSION_DIR } from "../isolate/sandbox-paths.ts";

const PREFIX = "workbook-";

export class ServerDir {
  /** Absolute path without links in it: holds `folder` and, beside it, what Node finds on its way up from there. */
  readonly base: string;
  /** Absolute path of the folder the submission is copied into and runs in. */
  readonly folder: string;

  /**
   * @param modules absolute path of the node_modules folder that imports resolve in
   * Throws in one sentence when there is no temporary folder to make it in.
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
    // The lessons lie in a package of this type; a submission with a package.json of its own decides for itself.
    writeFileSync(path.join(this.base, "package.json"), '{"type":"module"}\n');
  }

  /** Call it when nothing runs there any more. */
  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true, maxRetries: 2 });
    serverDirs.delete(this);
  }

  removeNow(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** Those that are still there. An exit of ours that comes too soon must not leave them behind. */
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

/** The text with `display` wherever it names the folder of a server, with or without `file://`. */
export function withoutServerDirs(text: string, display: string): string {
  const sandboxed = text.replaceAll(IN_A_SANDBOX, () => display);
  return inAServerDir === undefined ? sandboxed : sandboxed.replaceAll(inAServerDir, () => display);
}

const IN_A_SANDBOX = new RegExp(`(?:file://)?${escaped(SUBMISSION_DIR)}`, "g");

/** Known once there was a first one: they all lie in one folder. */
let inAServerDir: RegExp | undefined;

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

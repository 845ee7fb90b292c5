/**
 * The real workbook in a private temporary folder, and `npm start` run on it. Tests write the learner's files as an
 * editor does, and look at the page.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inFolder, until } from "../grade/processes.ts";
import { writeServer } from "../write-server.ts";

/** The workbook that these tests are part of. */
export const WORKBOOK = fileURLToPath(new URL("../../..", import.meta.url));
export const START = path.join(WORKBOOK, "engine/cli/start.mjs");
const LESSON = "lesson-ws";
const GONE_LIMIT_MS = 10_000;
/** Not copied into the learner's folder: files that only test the checks. */
const LEFT_OUT = new Set(["near-misses", "variants"]);

export interface OpenWorkbook {
  readonly root: string;
  /** The page's address, for example `http://localhost:40213`. It stays the same after `restart`. */
  readonly url: string;
  /**
   * Writes one of the author's servers into the learner's folder: `solution`, or for example `near-misses/2.1-crashes`.
   */
  write(server: string): Promise<void>;
  /** Ends the page's server and waits until it has exited. */
  stop(): Promise<void>;
  /** Starts the server again at the same address. */
  start(): Promise<void>;
  /** Whether all of its processes end soon. */
  isQuiet(): Promise<boolean>;
  /** Ends the server and removes all files. */
  close(): Promise<void>;
}

interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
}

interface OpenOptions extends StartOptions {
  /** Adds files to the folder before the page is started. */
  readonly prepare?: (root: string) => Promise<void>;
}

/** Opens a workbook with untouched starters. `env` and `flags` are for `npm start`. */
export async function openWorkbook({ prepare, ...options }: OpenOptions = {}): Promise<OpenWorkbook> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "page-")));
  for (const part of ["lessons", "solutions", "checks"])
    await cp(path.join(WORKBOOK, part), path.join(root, part), {
      recursive: true,
      filter: (file) => !LEFT_OUT.has(path.basename(file)),
    });
  await mkdir(path.join(root, "tmp"));
  await prepare?.(root);
  let server = await started(root, options, 0);
  const { url } = server;
  const stop = async () => {
    if (server.child.exitCode !== null || server.child.signalCode !== null) return;
    server.child.kill("SIGTERM");
    await once(server.child, "exit");
  };
  return {
    root,
    url,
    stop,
    async write(name) {
      const whole = path.join(root, "written");
      await writeServer(name, whole);
      for (const file of ["server.ts", "ws-server.ts"])
        await writeFile(path.join(root, "lessons", LESSON, file), await readFile(path.join(whole, file)));
    },
    async start() {
      server = await started(root, options, Number(new URL(url).port));
    },
    isQuiet: () => until(() => inFolder(root).length === 0, GONE_LIMIT_MS),
    async close() {
      await stop();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

async function started(root: string, { env = {}, flags = [] }: StartOptions, port: number): Promise<Started> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [START, "start", "--port", String(port), ...flags], {
    cwd: root,
    env: { PATH, HOME, TMPDIR: path.join(root, "tmp"), WORKBOOK_ROOT: root, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: string) => {
      printed += text;
      const found = /http:\/\/[^\s/]+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", () => reject(new Error(`npm start ended without an address; it printed: ${printed}`)));
  });
  return { child, url };
}

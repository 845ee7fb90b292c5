/** One process of a real Redis or Valkey: it stores nothing on disk, and ends with the grader. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sandbox } from "../../isolate/sandbox.ts";
import { within } from "../../kit/time-limit.ts";
import { canConnect } from "../can-connect.ts";
import { ACCEPT_LIMIT_MS, GONE_LIMIT_MS, REDIS_CLIENTS, REDIS_MEMORY_BYTES, REDIS_START_LIMIT_MS } from "../limits.ts";
import { signalGroup } from "../process-tree.ts";
import { LIMITS, LOOPBACK } from "../spawn-server.ts";

/** Kept of what it prints before it is ready. */
const OUTPUT_CHARACTERS = 8_192;

/**
 * A line for /bin/sh: runs a program until it ends, or until the grader is gone, which closes descriptor 3. Then its
 * folder, in $DIR, goes first, because the signal to the group ends this shell as well.
 */
const UNTIL_GRADER_ENDS = `{ read -r line <&3; rm -rf "$DIR"; kill -KILL 0; } >/dev/null 2>&1 & exec "$@" 3<&-`;

export class RedisProcess {
  readonly #child: ChildProcess;
  readonly #port: number;
  /** Its own folder, outside of a sandbox. */
  readonly #folder: string | undefined;
  readonly #exit: Promise<unknown>;
  #output = "";

  /** @param program absolute path */
  private constructor(program: string, port: number, sandbox: Sandbox | undefined) {
    this.#port = port;
    if (sandbox === undefined) {
      this.#folder = realpathSync(mkdtempSync(path.join(tmpdir(), "workbook-redis-")));
      const { PATH = "", TMPDIR } = process.env;
      const command = [...limited(UNTIL_GRADER_ENDS), program, ...options(port, this.#folder)];
      this.#child = spawn(command[0] as string, command.slice(1), {
        // A group of its own.
        detached: true,
        cwd: this.#folder,
        env: { PATH, DIR: this.#folder, ...(TMPDIR === undefined ? {} : { TMPDIR }) },
        stdio: ["ignore", "pipe", "ignore", "pipe"],
      });
    } else {
      // It sees what a submission sees, and the kernel ends it with the grader.
      this.#child = sandbox.pipe([...limited('exec "$@"'), program, ...options(port, "/tmp")]);
    }
    this.#child.on("error", () => {});
    this.#exit = once(this.#child, "exit").catch(() => {});
    running.add(this);
    void this.#exit.then(() => running.delete(this));
  }

  /** Resolves with one that accepts connections, or with what it printed instead. */
  static async start(program: string, port: number, sandbox: Sandbox | undefined): Promise<RedisProcess | string> {
    const started = new RedisProcess(program, port, sandbox);
    if (await within(REDIS_START_LIMIT_MS, started.#isReady())) return started;
    await started.stop();
    return started.#output;
  }

  /** Ends it as a crash would; resolves once its port refuses connections and its folder is gone. */
  async stop(): Promise<void> {
    this.#kill();
    await within(GONE_LIMIT_MS, this.#exit);
    // A sandbox's first process may be gone before the one inside, which the kernel ends.
    const deadline = Date.now() + GONE_LIMIT_MS;
    while (Date.now() < deadline && (await canConnect({ host: LOOPBACK, port: this.#port }, ACCEPT_LIMIT_MS)));
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true, maxRetries: 2 });
  }

  /** The last resort, without waiting: also runs while this process exits. */
  stopNow(): void {
    this.#kill();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    // The group outlives its first process by the shell that watches us.
    if (this.#folder === undefined) this.#child.kill("SIGKILL");
    else signalGroup(pid, "SIGKILL");
  }

  /** Another process could listen on the port, so its own word counts, and not that a connection is accepted. */
  async #isReady(): Promise<boolean> {
    const ready = new Promise<boolean>((resolve) => {
      this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        if (this.#output.length < OUTPUT_CHARACTERS) this.#output += text;
        if (this.#output.includes("Ready to accept connections")) resolve(true);
      });
    });
    return await Promise.race([ready, this.#exit.then(() => false)]);
  }
}

/** Those that have not ended. An exit of ours that comes too soon must not leave them behind. */
const running = new Set<RedisProcess>();
process.on("exit", () => {
  for (const one of running) one.stopNow();
});

function limited(script: string): string[] {
  return ["/bin/sh", "-c", `${LIMITS} ${script}`, "sh"];
}

function options(port: number, folder: string): string[] {
  return [
    ["--bind", LOOPBACK, "--port", String(port), "--dir", folder],
    // Nothing is stored, so that a start forgets everything.
    ["--save", "", "--appendonly", "no"],
    // The fields of a small hash come back in the order in which they were written, as from the stand-in: above 64 bytes a value would
    // make it an order by chance. This name of the option is known to every version.
    ["--hash-max-ziplist-value", "4096"],
    ["--maxmemory", String(REDIS_MEMORY_BYTES), "--maxclients", String(REDIS_CLIENTS)],
    ["--daemonize", "no", "--logfile", "", "--loglevel", "notice"],
  ].flat();
}

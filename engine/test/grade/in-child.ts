/** Runs a script the way a submission runs: in child.mjs, which is output over file descriptor 3 what to start. */
import { spawn } from "node:child_process";
import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { finished } from "./grading-fixture.ts";

const CHILD = fileURLToPath(new URL("../../grade/child.mjs", import.meta.url));
const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

export interface Report {
  readonly asked?: number;
  readonly real?: number;
  readonly host?: string;
  readonly socket?: string;
  /** The real port of a listener that is no more. */
  readonly closed?: number;
}

/** Reports about the process itself. */
const NO_LISTENER = new Set(["", '{"waiting":true}', '{"begins":true}']);

export interface Ran {
  /** What child.mjs reported about listeners, in order. */
  readonly reports: readonly Report[];
  /** The last line the script printed, as the JSON it is. */
  readonly output: unknown;
  readonly exitCode: number | null;
  readonly stderr: string;
}

/**
 * Runs an ES module to its end. Its last act is to print one line of JSON and end.
 * @param script `out(value)` prints the value and ends the process
 */
export async function inChild(script: string): Promise<Ran> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "child-")));
  try {
    const entry = path.join(folder, "server.mjs");
    await symlink(MODULES, path.join(folder, "node_modules"), "junction");
    await writeFile(
      entry,
      `const out = (value) => process.stdout.write(JSON.stringify(value ?? null) + "\\n", () => process.exit());\n${script}`,
    );
    const preparation = { serverDir: folder, preload: {}, warmUp: false };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(preparation)], {
      cwd: folder,
      detached: true,
      env: { PATH: process.env["PATH"], PORT: "23456" },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const line = child.stdio[3] as Socket;
    let reported = "";
    line.setEncoding("utf8").on("data", (text: string) => (reported += text));
    line.on("error", () => {});
    line.write(`${JSON.stringify({ entry })}\n`);
    const { exitCode, stdout, stderr } = await finished(child);
    const reports = reported.split("\n").flatMap((text) => (NO_LISTENER.has(text) ? [] : [JSON.parse(text) as Report]));
    const last = stdout.trim().split("\n").at(-1) ?? "";
    return { reports, output: last === "" ? undefined : (JSON.parse(last) as unknown), exitCode, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

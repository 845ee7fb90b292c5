/** The whole tree passes the tools that keep it in order, and the tools see what they are meant to see. */
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);

interface Result {
  readonly code: number;
  /** Everything that was printed. */
  readonly output: string;
}

/** Runs one of the maintainers' tools as npm run does. */
function tool(name: string, ...words: string[]): Promise<Result> {
  const file = path.join(root, "engine/test/tools/run.mjs");
  const options = { cwd: root, maxBuffer: 32 * 1024 * 1024, env: { ...process.env, NO_COLOR: "1" } };
  return result(run(process.execPath, [file, name, ...words], options));
}

function result(running: Promise<{ readonly stdout: string; readonly stderr: string }>): Promise<Result> {
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

/** On two cores that also run other tests, which begin at the same time. */
const TREE_LIMIT_MS = 300_000;

describe("the tree", { timeout: TREE_LIMIT_MS }, () => {
  test("passes oxlint with type information", async () => {
    expect(await tool("oxlint", "--type-aware")).toMatchObject({ code: 0 });
  });

  test("is formatted by oxfmt", async () => {
    const { code, output } = await tool("oxfmt", "--check");
    expect(code, output).toBe(0);
  });

  test.each([".", "engine", "engine/web/client"])("type-checks: %s", async (project) => {
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const { code, output } = await result(run(process.execPath, [tsc, "-p", project], { cwd: root }));
    expect(code, output).toBe(0);
  });

  test("holds no dead code and no unlisted dependency", async () => {
    const { code, output } = await tool("knip");
    expect(code, output).toBe(0);
  });
});

describe("the import arrows", () => {
  const arrows: [where: string, from: string][] = [
    ["engine/kit", "../grade/grade.ts"],
    ["engine/grade", "../report/terminal.ts"],
    ["engine/grade", "../cli/main.ts"],
    ["engine/report", "../grade/grade.ts"],
    ["engine/report", "../kit/index.ts"],
    ["checks/lesson-ws", "../../solutions/lesson-ws/ws-server.js"],
    ["checks/lesson-ws", "node:net"],
  ];

  test.each(arrows)("%s may not import %s", async (where, from) => {
    const file = path.join(root, where, `forbidden-${process.pid}-${arrows.findIndex(([, to]) => to === from)}.ts`);
    await mkdir(path.dirname(file), { recursive: true });
    onTestFinished(() => rm(file, { force: true }));
    await writeFile(file, `import ${JSON.stringify(from)};\n`);
    const { code, output } = await tool("oxlint", file);
    expect(output).toContain("no-restricted-imports");
    expect(code).toBe(1);
  });
});

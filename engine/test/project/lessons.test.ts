/** What is promised about every built lesson, shown with the commands that authors and instructors use. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { cutStarter } from "../../starter.ts";
import type { Verdict } from "../../verdict.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);
const PROVE_LIMIT_MS = 200_000;

async function finished(
  file: string,
  words: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string }> {
  return run(file, words, {
    cwd: root,
    maxBuffer: 32 * 1024 * 1024,
    env: { ...process.env, ...env, NO_COLOR: "1" },
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );
}

test(
  "the author's gate is green",
  async () => {
    const { code, stdout } = await finished(process.execPath, ["engine/cli/start.mjs", "prove"]);
    expect(stdout).toMatch(/\d+ gradings, 0 wrong\n$/);
    expect(code).toBe(0);
  },
  PROVE_LIMIT_MS,
);

describe("lesson-ws", () => {
  test("the committed starter is the one cut from the solution", async () => {
    for (const file of ["server.ts", "ws-server.ts", "app.ts"]) {
      const solution = await readFile(path.join(root, "solutions/lesson-ws", file), "utf8");
      const { stdout: committed } = await run("git", ["show", `HEAD:lessons/lesson-ws/${file}`], { cwd: root });
      expect(committed).toBe(cutStarter(solution, file));
    }
  });

  test.each(["1.4-only-once", "2.1-crashes", "3.1-echo"])("vitest and the grader judge %s alike", async (nearMiss) => {
    const folder = await mkdtemp(path.join(tmpdir(), "alike-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await cp(path.join(root, "solutions/lesson-ws"), folder, { recursive: true });
    await cp(path.join(root, "checks/lesson-ws/near-misses", nearMiss), folder, { recursive: true });

    const graded = await finished(process.execPath, [
      "engine/cli/start.mjs",
      "check",
      "lesson-ws",
      "--submission",
      folder,
      "--json",
      "--seed",
      "7",
    ]);
    const ours = (JSON.parse(graded.stdout) as Verdict).exercises.flatMap(({ checks }) =>
      checks.map(({ id, title, status }) => `${id} ${title} ${status}`),
    );

    const suite = await finished(
      path.join(root, "node_modules/.bin/vitest"),
      ["run", "--project", "checks", "--reporter=json"],
      { SUBMISSION: folder, SEED: "7" },
    );
    const { testResults } = JSON.parse(suite.stdout) as {
      testResults: { assertionResults: { title: string; status: string }[] }[];
    };
    const theirs = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ title, status }) => `${title} ${status}`);
    expect(theirs.filter((line) => /^\d/.test(line))).toEqual(ours);
    expect(ours.some((line) => line.endsWith(" failed"))).toBe(true);
  });
});

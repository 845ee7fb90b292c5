import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { otherProcesses } from "../../proc-files.ts";
import { APPROACHES, type Cost } from "../../cost/cost.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

function cost(words: readonly string[]) {
  const child = spawn(process.execPath, ["engine/cli/start.mjs", "cost", ...words], { cwd: ROOT });
  onTestFinished(() => void child.kill("SIGKILL"));
  const printed = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  return { child, printed, ended: once(child, "close") };
}

test("the four ways are measured: every update arrives, and what stays open needs one request for each client", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "cost-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const svg = path.join(folder, "costs.svg");
  const run = cost(["solution", "--clients", "4", "--seconds", "2", "--interval", "200", "--json", "--svg", svg]);
  expect((await run.ended)[0]).toBe(0);
  const { plan, costs } = JSON.parse(run.printed.stdout) as { plan: object; costs: Cost[] };
  expect(plan).toEqual({ clients: 4, rate: 5, seconds: 2, intervalMs: 200, against: "solution" });
  expect(costs.map(({ approach }) => approach)).toEqual(APPROACHES);
  for (const { arrived, expected, bytes, p50Ms, p95Ms } of costs) {
    expect([arrived, expected]).toEqual([40, 40]);
    // Each of the ten updates is a JSON object that four clients read.
    expect(bytes).toBeGreaterThan(40 * 200);
    expect(p95Ms).toBeGreaterThanOrEqual(p50Ms ?? Infinity);
  }
  const [short, long, stream, socket] = costs.map(({ requests }) => requests);
  expect([stream, socket]).toEqual([4, 4]);
  expect(short).toBeGreaterThan(4);
  expect(long).toBeGreaterThan(4);
  expect(await readFile(svg, "utf8")).toMatch(/^<svg[^>]* role="img"[\s\S]*short polling[\s\S]*<\/svg>\n$/);
});

test("Ctrl-C ends the measuring, and no process is left", async () => {
  const run = cost(["solution", "--seconds", "30"]);
  await expect.poll(() => run.printed.stderr, { timeout: 60_000 }).toContain("measuring short polling");
  // Others measure this workbook, too, but not for so long.
  const mine = () =>
    otherProcesses().filter(({ command }) => command.includes("cost.mjs") && command.includes('"seconds":30'));
  await expect.poll(() => mine().length).toBe(1);
  run.child.kill("SIGINT");
  expect((await run.ended)[0]).toBe(130);
  expect(mine()).toEqual([]);
});

test.each([
  [["--clients", "5000"], "--clients must be a whole number from 1 to 200.\n"],
  [["--rate", "often"], "--rate must be a number from 0.5 to 20.\n"],
  [["mine"], '"mine" cannot be measured. Type solution, or nothing for your own server.\n'],
])("%j is refused", async (words, message) => {
  const run = cost(words);
  expect((await run.ended)[0]).toBe(2);
  expect(run.printed.stderr).toBe(message);
});

/** `npm run dev -- --network NAME`: the real command, with the learner's server as a real process behind it. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NETWORKS } from "../../network/networks.ts";
import { fixtureWorkbook, write } from "../fixture-workbook.ts";

/** Counts its starts in its database, and answers with its process. */
const COUNTING = `import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
const file = process.env["DB_PATH"] ?? "";
const starts = existsSync(file) ? Number(readFileSync(file, "utf8")) + 1 : 1;
if (file !== "") writeFileSync(file, String(starts));
createServer((request, response) => response.end(JSON.stringify({ starts, pid: process.pid, file })))
  .listen(Number(process.env["PORT"]), () => console.log("listening"));
`;

interface Answer {
  readonly starts: number;
  readonly pid: number;
  readonly file: string;
}

/** Starts the command; `printed` waits for a text in what it prints after the earlier ones. */
async function dev(words: readonly string[], { hasBoard = false, server = COUNTING } = {}) {
  const { start, root, lessonDir } = await fixtureWorkbook();
  await write(lessonDir, { "server.ts": server });
  const definition = path.join(root, "checks/lesson-greet/lesson.ts");
  if (hasBoard)
    await write(root, {
      "checks/lesson-greet/lesson.ts": (await readFile(definition, "utf8")).replace(
        "export default {",
        "export default { board: true,",
      ),
    });
  const child = start(["dev", "greet", ...words], { env: { PORT: "0" } });
  // SIGTERM lets it end the server, which leads a process group of its own; SIGKILL would leave that behind.
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  });
  let output = "";
  let read = 0;
  let ended = false;
  let wake = () => {};
  child.stdout?.on("data", (chunk: Buffer) => {
    output += String(chunk);
    wake();
  });
  void once(child, "exit").then(() => {
    ended = true;
    wake();
  });
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(output.slice(read));
      if (found !== null) {
        read += found.index + found[0].length;
        return found;
      }
      if (ended) throw new Error(`ended without printing ${String(pattern)}: ${output}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const [, through = ""] = await printed(/through the network +(http:\S+)/);
  const [, direct = ""] = await printed(/without it +(http:\S+)/);
  return { child, printed, through, direct, output: () => output };
}

async function ask(url: string): Promise<Answer> {
  const response = await fetch(url, { headers: { connection: "close" } });
  return (await response.json()) as Answer;
}

async function isRefused(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => false,
    () => true,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("server-restarts replaces the learner's process every 10 s, keeps the board, and leaves nothing behind", async () => {
  const { child, printed, through, direct, output } = await dev(["--network", "server-restarts", "--seed", "7"], {
    hasBoard: true,
  });
  await printed(/listening/);
  const first = await ask(through);
  expect(await ask(direct)).toEqual(first);
  expect(first).toMatchObject({ starts: 1, file: expect.stringContaining("workbook-kept-") });
  await printed(/^network: the server is stopped and started again$/m);
  await printed(/listening/);
  const second = await ask(through);
  expect(second).toMatchObject({ starts: 2, file: first.file });
  expect(second.pid).not.toBe(first.pid);
  expect(isAlive(first.pid)).toBe(false);
  expect(output()).toContain(`behind the network server-restarts, seed 7: ${NETWORKS["server-restarts"]}\n`);
  child.kill("SIGINT");
  await once(child, "exit");
  await expect.poll(() => isAlive(second.pid)).toBe(false);
  expect(existsSync(path.dirname(first.file))).toBe(false);
  expect(await isRefused(through)).toBe(true);
  expect(await isRefused(direct)).toBe(true);
});

test("what the network does is printed as it happens, and a database of the learner's own is left alone", async () => {
  const { child, printed, through, direct } = await dev(["--network", "half-open"], { hasBoard: true });
  await printed(/listening/);
  expect((await ask(direct)).file).toBe("");
  const idle = connect(Number(new URL(through).port), "127.0.0.1");
  onTestFinished(() => void idle.destroy());
  await printed(/^network: connection 1 half-open after \d+ bytes: data vanishes from now on$/m);
  const lost = once(idle, "error");
  child.kill("SIGTERM");
  expect((await lost)[0]).toMatchObject({ code: "ECONNRESET" });
  await once(child, "exit");
});

test("a server that does not listen on PORT is named as a cause", async () => {
  const elsewhere = COUNTING.replace('Number(process.env["PORT"])', "0");
  const { printed, through } = await dev(["--network", "good"], { server: elsewhere });
  await printed(/listening/);
  expect(await isRefused(through)).toBe(true);
  await printed(/^network: connection 1 reset at once: nothing listens on port \d+;.* does not listen on PORT$/m);
});

test("a wrong network is one sentence that lists them all, and each is explained in the help", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["dev", "greet", "--network", "slow3g"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: '--network is "slow3g", and must be good, slow-3g, lossy, server-restarts, offline or half-open.\n',
  });
  expect(await run(["dev", "--network", "__proto__"])).toMatchObject({ exitCode: 2 });
  expect((await run(["dev", "--seed", "4"])).stderr).toBe(
    "--seed repeats the faults of a network. Name the network too: --network NAME.\n",
  );
  expect((await run(["dev", "greet", "client", "--network", "lossy"])).exitCode).toBe(2);
  const { stdout } = await run(["dev", "--help"]);
  for (const [name, about] of Object.entries(NETWORKS))
    expect(stdout).toMatch(new RegExp(`^  ${name} +${literal(about)}$`, "m"));
});

test("the README explains each network in the same words", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  for (const [name, about] of Object.entries(NETWORKS))
    expect(readme).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${literal(about)} +\\|$`, "m"));
});

function literal(text: string): string {
  return text.replaceAll(/[().]/g, String.raw`\$&`);
}

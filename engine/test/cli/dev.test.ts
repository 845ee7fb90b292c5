import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { fixtureWorkbook, write } from "../fixture-workbook.ts";

const STUBBORN = `import { createServer } from "node:http";
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => console.log("ignored"));
createServer((request, response) => response.end("still here")).listen(Number(process.env["PORT"]), () => console.log("listening"));
`;

/** Longer than a reload takes here, so that it is not interrupted by the next save for ever. */
const SAVE_AGAIN_MS = 5_000;

/** A port that was free when it was asked for. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function printed(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    output += String(chunk);
    if (output.includes(text)) return;
  }
  throw new Error(`ended without printing ${JSON.stringify(text)}: ${output}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

describe.each([{ signal: "SIGINT" }, { signal: "SIGTERM" }] as const)("$signal", ({ signal }) => {
  test("stops the server and all its processes", async () => {
    const { start } = await fixtureWorkbook();
    const port = await freePort();
    const child = start(["dev", "lesson-greet"], { env: { PORT: String(port) } });
    await printed(child, "listening");
    expect(await (await fetch(`http://localhost:${port}/ada`)).text()).toBe("");
    child.kill(signal);
    await once(child, "exit");
    await expect.poll(() => isOpen(port)).toBe(false);
  });

  test("stops a server that ignores the signal", async () => {
    const { start, lessonDir } = await fixtureWorkbook();
    await write(lessonDir, { "server.ts": STUBBORN });
    const port = await freePort();
    const child = start(["dev"], { env: { PORT: String(port) } });
    await printed(child, "listening");
    child.kill(signal);
    await once(child, "exit");
    await expect.poll(() => isOpen(port)).toBe(false);
  });
});

test("a saved file reloads the server", async () => {
  const { start, lessonDir } = await fixtureWorkbook();
  const port = await freePort();
  const child = start(["dev", "greet"], { env: { PORT: String(port) } });
  await printed(child, "listening");
  const again = printed(child, "listening").then(() => true);
  // tsx begins to watch a file some time after the server has imported it, so a first save may be too early for it.
  do await write(lessonDir, { "greet.ts": "export const greeting = () => 'reloaded';\n" });
  while (!(await Promise.race([again, delay(SAVE_AGAIN_MS, false)])));
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe("reloaded");
});

const DECLARED = {
  environment: { HOLD_MS: { learners: "25000", checks: "600", about: "how long a poll is held, in ms" } },
  programs: { client: "greet.ts" },
};

test("the server and a program find the variables of the lesson, unless the learner set them", async () => {
  const { start, run, root, lessonDir } = await fixtureWorkbook();
  const file = path.join(root, "checks/lesson-greet/lesson.ts");
  const declared = (await readFile(file, "utf8")).replace(
    "export default {",
    `export default { ...${JSON.stringify(DECLARED)},`,
  );
  await write(root, { "checks/lesson-greet/lesson.ts": declared });
  const printing = "console.log(`holds for ${process.env.HOLD_MS}, port ${process.env.PORT}`);\n";
  await write(lessonDir, { "server.ts": `${printing}setInterval(() => {}, 1_000);`, "greet.ts": printing });
  const port = await freePort();
  await printed(start(["dev"], { env: { PORT: String(port) } }), `holds for 25000, port ${port}`);
  await printed(start(["dev"], { env: { PORT: String(await freePort()), HOLD_MS: "9" } }), "holds for 9");
  expect(await run(["dev", "greet", "client"])).toMatchObject({
    exitCode: 0,
    stdout: "holds for 25000, port undefined\n",
  });
  expect(await run(["dev", "greet", "poller"])).toMatchObject({
    exitCode: 2,
    stderr: 'lesson-greet has no program "poller". Its programs: npm run dev lesson-greet client\n',
  });
});

test("a missing server.ts is reported before anything starts", async () => {
  const { run, lessonDir } = await fixtureWorkbook();
  await rm(path.join(lessonDir, "server.ts"));
  expect(await run(["dev", "lesson-greet"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "lessons/lesson-greet/server.ts is missing. npm run reset lesson-greet puts the starter back and keeps your other files.\n",
  });
});

test("a port in use is reported before anything starts", async () => {
  const { run } = await fixtureWorkbook();
  const server = createServer().listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await run(["dev", "lesson-greet"], { env: { PORT: String(port) } })).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `Port ${port} is taken; another npm run dev may be running. Stop it, or choose another port: PORT=${port + 1} npm run dev lesson-greet\n`,
  });
});

test("an invalid port is refused", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["dev"], { env: { PORT: "http" } })).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: 'PORT is "http", and must be a whole number from 0 to 65535.\n',
  });
});

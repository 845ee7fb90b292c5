/** The same server again: ended, started on the same data, and a second one beside it. */
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { gradeLesson, LEVELS, workbookWith } from "./graded-lesson.ts";

/** Counts requests in the database, and says which process it is. */
const SERVER = `import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { openBoard } from "@workbook/task-board";

const board = openBoard();
const listId = board.db.prepare("SELECT id FROM lists LIMIT 1").get().id;
createServer((request, response) => {
  if (request.method === "POST") board.createTask({ listId, title: decodeURIComponent(request.url.slice(1)) });
  if (request.url === "/crash") setImmediate(() => { throw new Error("crashed as asked"); });
  const titles = board.db.prepare("SELECT title FROM tasks").all().map(({ title }) => title);
  if (request.url === "/under-way") writeFileSync(process.env.DB_PATH + ".under-way", "");
  response.end(JSON.stringify({ titles, name: process.env.SERVER_NAME, pid: process.pid }));
}).listen(Number(process.env.PORT));
`;
const declares = {
  board: true,
  environment: { SERVER_NAME: { learners: "only", checks: "first", about: "what the server calls itself" } },
};
const lesson = { declares, files: { "server.ts": SERVER } };

/** What every check begins with. */
const TOOLS = `
  const { http, server, servers, random } = tools;
  const ask = async (client = http) => JSON.parse((await client.get("/")).body);
  const assert = (isTrue, what) => { if (!isTrue) throw new Error(what); };
  const word = random.word();
  await http.request("/" + word, { method: "POST" });`;

describe.each(LEVELS)("at level %s", (level) => {
  test("a server that was killed and started again finds the data it had, or new data", async () => {
    const check = `${TOOLS}
      const before = await ask();
      const port = server.port;
      await server.kill();
      await server.restart({ keepData: true });
      assert(server.port !== port, "the port is the same");
      assert((await ask()).titles.includes(word), "the task is gone");
      await server.restart({ keepData: false });
      const { titles } = await ask();
      assert(!titles.includes(word), "the task is still there");
      assert(titles.length === before.titles.length - 1, "the board of the run is not there");`;
    const { verdict, check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result.failure).toBeNull();
    expect(verdict.server.started).toBe(3);
    expect(
      result.transcript.map(({ kind }) => kind).filter((kind) => ["signal", "exit", "start"].includes(kind)),
    ).toEqual(["signal", "exit", "start", "signal", "start"]);
  });

  test("a second server shares the data of the first, has its own environment, and is named in the transcript", async () => {
    const check = `${TOOLS}
      const second = await servers.start({ env: { SERVER_NAME: "other" } });
      const [one, two] = [await ask(), await ask(second.http)];
      assert(one.name === "first" && two.name === "other", one.name + " and " + two.name);
      assert(two.titles.includes(word), "the second server does not have the task");
      await second.http.request("/from-two", { method: "POST" });
      assert((await ask()).titles.includes("from-two"), "the first server does not have the task of the second");
      await second.server.kill();
      await second.server.restart({ keepData: true });
      assert((await ask(second.http)).titles.includes("from-two"), "the second server lost it");`;
    const { verdict, check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result.failure).toBeNull();
    expect(verdict.server.started).toBe(3);
    expect(new Set(result.transcript.map(({ server }) => server))).toEqual(new Set([undefined, "server-2"]));
  });

  test("a server that crashes once it is asked to end has not ended in order", async () => {
    const files = {
      "server.ts": `${SERVER}process.once("SIGTERM", () => {
  throw new Error("crashed at the end");
});
`,
    };
    const check = "tools.server.terminate(); await tools.server.ended();";
    const { check: result } = await gradeLesson({ ...lesson, files, check }, level);
    expect(result).toMatchObject({ status: "failed", failure: { code: "server-stopped", file: "server.ts" } });
    expect(result.failure?.received).toContain("your server stopped: Error: crashed at the end");
  });

  test("a second server that crashes is named with its error", async () => {
    const check = `${TOOLS}
      const second = await servers.start();
      await second.http.get("/crash");
      await second.http.get("/");
      await second.http.get("/");`;
    const { check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result).toMatchObject({ status: "failed", failure: { code: "server-stopped", file: "server.ts" } });
    expect(result.failure?.received).toContain("crashed as asked");
    expect(result.transcript.at(-1)).toMatchObject({ kind: "exit", peer: "server-2" });
  });
});

test("a server that does not start again fails the check with its reason", async () => {
  const starts = `import { existsSync } from "node:fs";
if (existsSync(process.env.DB_PATH + ".started")) throw new Error("only once");
writeFileSync(process.env.DB_PATH + ".started", "");
${SERVER}`;
  const { check } = await gradeLesson(
    { declares, files: { "server.ts": starts }, check: "await tools.server.restart({ keepData: true });" },
    "process",
  );
  expect(check).toMatchObject({ status: "failed", failure: { code: "crashed-while-starting" } });
  expect(check.failure?.received).toContain("only once");
});

test("a grader that is killed takes every server and their shared database with it", async () => {
  const { root, start } = await workbookWith({
    ...lesson,
    check: `
    await tools.servers.start();
    await tools.server.restart({ keepData: true });
    await tools.http.get("/under-way");
    await new Promise(() => {});`,
  });
  const temporary = path.join(root, "temporary");
  const command = start(["check", "lesson-greet"], { env: { TMPDIR: temporary } });
  const files = () => readdir(temporary, { recursive: true });
  await expect.poll(files, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/under-way$/));
  const ended = once(command, "exit");
  command.kill("SIGKILL");
  await ended;
  await expect.poll(() => readdir(temporary), { timeout: 10_000 }).toEqual([]);
});

/** A lesson with a Redis: two instances of a server publish through it, it dies, and it comes back. */
import { once } from "node:events";
import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRedis } from "../../grade/redis/find-redis.ts";
import { treeOf } from "../../grade/process-tree.ts";
import { readProcFile } from "../../proc-files.ts";
import { gradeLesson, LEVELS, workbookWith } from "./graded-lesson.ts";

/** Keeps a connection to Redis open: reconnects, and subscribes again. */
const CLIENT = `import { connect, type Socket } from "node:net";

export function client(onOpen: (send: (...words: string[]) => void) => void, onValue: (text: string) => void = () => {}) {
  const { hostname, port } = new URL(process.env.REDIS_URL as string);
  let socket: Socket;
  const send = (...words: string[]) =>
    socket.write("*" + words.length + "\\r\\n" + words.map((word) => "$" + Buffer.byteLength(word) + "\\r\\n" + word + "\\r\\n").join(""));
  const open = () => {
    socket = connect(Number(port), hostname);
    socket.setEncoding("utf8");
    socket.on("connect", () => onOpen(send));
    socket.on("data", (text) => onValue(String(text)));
    socket.on("error", () => {});
    socket.on("close", () => setTimeout(open, 20));
  };
  open();
  return { send };
}
`;

/** POST /word publishes; GET / lists what was published by any instance, GET /stored what Redis stores. */
const SERVER = `import { createServer } from "node:http";
import { client } from "./client.ts";

const seen: string[] = [];
let subscribed = 0;
client(
  (send) => send("SUBSCRIBE", "words"),
  (text) => {
    if (text.includes("subscribe\\r\\n")) subscribed++;
    for (const [, word] of text.matchAll(/word:([^\\r]+)/g)) seen.push(word as string);
  },
);
let answer = "";
let opened = 0;
const publisher = client(() => opened++, (text) => (answer = text));
createServer((request, response) => {
  const word = request.url.slice(1);
  if (request.method === "POST") {
    publisher.send("SET", "last", word);
    publisher.send("PUBLISH", "words", "word:" + word);
    return void response.end();
  }
  if (word === "stored") {
    answer = "";
    publisher.send("GET", "last");
    return void setTimeout(() => response.end(answer), 100);
  }
  response.end(JSON.stringify({ seen, ready: Math.min(subscribed, opened), url: process.env.REDIS_URL }));
}).listen(Number(process.env.PORT));
`;

const SERVER_WITHOUT = `import { createServer } from "node:http";
createServer((request, response) => response.end()).listen(Number(process.env.PORT));
`;

const lesson = { declares: { services: ["redis"] }, files: { "server.ts": SERVER, "client.ts": CLIENT } };

const TOOLS = `
  const assert = (isTrue, what) => { if (!isTrue) throw new Error(what); };
  const ask = async (client) => JSON.parse((await client.get("/")).body);
  const until = async (client, fits) => {
    for (let look = 0; look < 400; look++) {
      const state = await ask(client);
      if (fits(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("not within 400 looks: " + JSON.stringify(await ask(client)));
  };
  const second = await tools.servers.start();
  const both = [tools.http, second.http];
  for (const client of both) await until(client, ({ ready }) => ready > 0);
  const crosses = async (from) => {
    const word = tools.random.word();
    await from.request("/" + word, { method: "POST" });
    for (const client of both) await until(client, ({ seen }) => seen.filter((one) => one === word).length === 1);
    return word;
  };`;

/** A PATH without redis-server and valkey-server. */
let withoutRedis: string;
beforeAll(async () => {
  withoutRedis = await mkdtemp(path.join(tmpdir(), "programs-"));
  const linked = new Set<string>();
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter))
    for (const name of await readdir(folder).catch(() => [])) {
      if (linked.has(name) || /^(?:redis|valkey)-server$/.test(name)) continue;
      linked.add(name);
      await symlink(path.join(folder, name), path.join(withoutRedis, name));
    }
});
afterAll(() => rm(withoutRedis, { recursive: true, force: true }));

const BROKERS = ["the real Redis", "the stand-in"] as const;
const envOf = (broker: (typeof BROKERS)[number]): Record<string, string> => ({
  REDIS_URL: "redis://127.0.0.1:1",
  ...(broker === "the stand-in" ? { PATH: withoutRedis } : {}),
});

describe.each(LEVELS)("at level %s", (level) => {
  describe.each(BROKERS)("with %s", (broker) => {
    test("what one instance publishes reaches both, and again after the broker died and came back empty", async () => {
      const check = `${TOOLS}
        assert((await ask(tools.http)).url === tools.redis.url, "another URL: " + (await ask(tools.http)).url);
        await crosses(tools.http);
        const word = await crosses(second.http);
        assert((await tools.http.get("/stored")).body.includes(word), "nothing was stored");
        const { url } = tools.redis;
        await tools.redis.stop();
        await tools.redis.start();
        assert(tools.redis.url === url, "the port is another one");
        for (const client of both) await until(client, ({ ready }) => ready === 2);
        assert((await second.http.get("/stored")).body.startsWith("$-1"), "it has not forgotten");
        await crosses(tools.http);
        await crosses(second.http);`;
      const { verdict, check: result } = await gradeLesson({ ...lesson, check, env: envOf(broker) }, level);
      expect(result.failure).toBeNull();
      expect(result.transcript.filter(({ peer }) => peer === "redis").map(({ kind }) => kind)).toEqual([
        "exit",
        "start",
      ]);
      expect(verdict.advice.map(({ code }) => code)).toEqual(broker === "the stand-in" ? ["redis-stand-in"] : []);
    });

    test("a check publishes itself, and learns how many subscribers there were; while the broker is stopped, it cannot", async () => {
      const check = `${TOOLS}
        const word = "ü" + tools.random.word();
        const count = await tools.redis.publish("words", "word:" + word);
        assert(count === 2, count + " subscribers");
        for (const client of both) await until(client, ({ seen }) => seen.includes(word));
        const elsewhere = await tools.redis.publish("other words", "word:" + word);
        assert(elsewhere === 0, elsewhere + " subscribers of a channel that no server has subscribed to");
        await tools.redis.stop();
        const error = await tools.redis.publish("words", "lost").catch((error) => error);
        assert(error.code === "ECONNREFUSED", String(error));`;
      const { check: result } = await gradeLesson({ ...lesson, check, env: envOf(broker) }, level);
      expect(result.failure).toBeNull();
      expect(result.transcript.filter(({ peer, kind }) => peer === "redis" && kind === "note")).toHaveLength(2);
    });

    test("a check that leaves the broker stopped has it running in the next check", async () => {
      const check = `
        for (let ready = 0; ready === 0; ) ({ ready } = JSON.parse((await tools.http.get("/")).body));
        await tools.redis.stop();
      });
      check("1.2", "it is there again", { hint: "Is it?" }, async (tools) => {${TOOLS}
        await until(tools.http, ({ ready }) => ready === 2);
        await crosses(tools.http);`;
      const { verdict } = await gradeLesson({ ...lesson, check, env: envOf(broker) }, level);
      expect(verdict.exercises[0]?.checks.map(({ failure }) => failure)).toEqual([null, null]);
    });
  });

  test.each([
    ["passes and leaves it stopped", "await tools.redis.stop();", "passed"],
    ["passes while it is being stopped", "void tools.redis.stop();", "passed"],
    [
      "fails and leaves it stopped",
      'await tools.redis.stop(); expect(await tools.http.get("/")).toHaveStatus(404);',
      "failed",
    ],
  ])(
    "the broker takes connections from the beginning of a check on, when the one before %s",
    async (_, first, status) => {
      const check = `
        ${first}
      });
      check("1.2", "it is there", { hint: "Is it?" }, async (tools) => {
        await tools.redis.publish("words", "word:any");`;
      const files = { "server.ts": SERVER_WITHOUT };
      const { verdict } = await gradeLesson({ ...lesson, files, check, env: envOf("the real Redis") }, level);
      const checks = verdict.exercises[0]?.checks ?? [];
      const statuses = checks.map((one) => one.status);
      expect(statuses, checks[1]?.failure?.why).toEqual([status, "passed"]);
    },
  );

  test.runIf(findRedis(undefined) !== undefined)(
    "a grader that is killed takes the broker and its folder with it",
    async () => {
      const { root, start } = await workbookWith({ ...lesson, check: "await new Promise(() => {});" });
      const temporary = path.join(root, "temporary");
      const command = start(["check", "lesson-greet", "--isolation", level], { env: { TMPDIR: temporary } });
      const ended = once(command, "exit");
      const brokers = () => treeOf(command.pid as number).filter(({ pid }) => isRedis(pid));
      await expect.poll(brokers, { timeout: 20_000 }).not.toEqual([]);
      const found = brokers();
      command.kill("SIGKILL");
      await ended;
      await expect.poll(() => found.filter(({ pid }) => isRedis(pid)), { timeout: 10_000 }).toEqual([]);
      // In a sandbox it has no folder outside.
      const folders = async () => (await readdir(temporary)).filter((name) => name.startsWith("workbook-redis-"));
      await expect.poll(folders, { timeout: 10_000 }).toEqual([]);
    },
  );
});

test("a submission that fails by a command that the stand-in does not know is not blamed for it", async () => {
  const files = {
    ...lesson.files,
    "server.ts": SERVER.replace('"SET", "last", word', '"XADD", "last", "*", "word", word'),
  };
  const check = `
    await tools.http.request("/" + tools.random.word(), { method: "POST" });
    expect(await tools.http.get("/stored")).toHaveBody("right");`;
  const { verdict } = await gradeLesson({ ...lesson, files, check, env: envOf("the stand-in") }, "process");
  expect(verdict).toMatchObject({ outcome: "grader-error" });
  expect(verdict.reason?.message).toContain(
    "the server uses XADD, which the workbook's stand-in for Redis does not know",
  );
});

test("a check that asks for a Redis its lesson does not declare is the author's mistake", async () => {
  const { check } = await gradeLesson(
    { files: { "server.ts": SERVER_WITHOUT }, check: "await tools.redis.stop();" },
    "process",
  );
  expect(check).toMatchObject({ status: "error" });
  expect(check.failure?.why).toContain('lesson.ts needs services: ["redis"]');
});

/** Linux only. Redis writes its address over its command line. */
function isRedis(pid: number): boolean {
  return /^(?:\/\S*\/)?(?:redis|valkey)-server/.test(readProcFile(`/proc/${pid}/cmdline`) ?? "");
}

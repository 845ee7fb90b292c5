/** Silence is proved where a server cannot answer any more, and nowhere else. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { DRAWN_BY, drawn } from "../drawn.ts";
import { workbookWith } from "../capabilities/graded-lesson.ts";
import { write } from "../fixture-workbook.ts";
import { LATE, lateServer } from "./late-servers.ts";

/** Times that each of them has to pass, in one process and on one connection. */
const TIMES = Number(process.env["LATE_TIMES"] ?? 4);

/** Exercises of one grading, each with a server of its own. */
const AT_A_TIME = 6;

/** Grades one server with an exercise for each of these check bodies; what failed each of them, by its title. */
async function failures(server: string, bodies: Readonly<Record<string, string>>) {
  const titles = Object.keys(bodies);
  const exercises = titles.map((title, index) => ({ id: index + 1, title }));
  const { root, run } = await workbookWith({ declares: { exercises }, files: { "server.ts": server }, check: "" });
  await write(root, {
    "checks/lesson-greet/lesson-greet.check.ts": `import { check, exercise, expect, pattern } from "#kit";
const answer = pattern("answer", "an answer", ({ type }) => type === "answer");
${exercises
  .map(
    ({ id, title }) => `exercise(${id}, ${JSON.stringify(title)}, () => {
  check("${id}.1", "it answers", { hint: "Does it?" }, async ({ connect, http, sse }) => {
    ${bodies[title]}
  });
});`,
  )
  .join("\n")}
`,
  });
  const { stdout, stderr } = await run(["check", "lesson-greet", "--json", "--isolation", "process"], {
    env: { TMPDIR: path.join(root, "temporary") },
  });
  if (stdout === "") throw new Error(stderr);
  const verdict = JSON.parse(stdout) as Verdict;
  return Object.fromEntries(verdict.exercises.map(({ title, checks }) => [title, checks[0]?.failure ?? null]));
}

describe(`a server that answers late, drawn with TEST_SEED=${DRAWN_BY}, passes every time`, () => {
  const ways = Object.keys(LATE);
  const groups = Array.from({ length: Math.ceil(ways.length / AT_A_TIME) }, (_, index) =>
    ways.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME),
  );
  test.each(drawn(groups, 2).map((group) => [group.join(", "), group] as const))("%s", async (_, group) => {
    const bodies = Object.fromEntries(
      group.map((way) => [
        way,
        `const client = await connect();
    for (let time = 0; time < ${TIMES}; time++) {
      client.send({ way: ${JSON.stringify(way)} });
      await expect(client).toReceive(answer);
    }`,
      ]),
    );
    expect(await failures(lateServer(group), bodies)).toEqual(Object.fromEntries(group.map((way) => [way, null])));
  });
});

/** Ways that depend on nothing of WebSocket, a few of each kind. */
const OVER_HTTP = [
  "unreferenced timer",
  "chain of immediates",
  "many short computations of the thread pool",
  "worker thread",
  "second server",
  "async iterator over a stream",
];

test("a server that answers late over HTTP, or on an event stream, passes every time", async () => {
  const bodies = Object.fromEntries(
    OVER_HTTP.map((way) => [
      way,
      `const path = "way=" + encodeURIComponent(${JSON.stringify(way)});
    for (let time = 0; time < ${TIMES}; time++) {
      await http.get("/late?" + path);
      const held = await http.hold("/late?" + path);
      await expect(held).toBeAnswered();
      const stream = await sse.open("/stream?" + path);
      await expect(stream).toReceive({ data: { late: true } });
      stream.close();
    }`,
    ]),
  );
  expect(await failures(lateServer(OVER_HTTP), bodies)).toEqual(
    Object.fromEntries(OVER_HTTP.map((way) => [way, null])),
  );
});

test("a request that another client's message answers is waited for, side by side and one after the other", async () => {
  const found = await failures(lateServer([]), {
    "one after the other": `const held = await http.hold("/held"); const client = await connect();
    await expect(held).toBeHeld(); client.send({ way: "release" }); await expect(held).toBeAnswered();`,
    "side by side with requests": `const held = await http.hold("/held"); const client = await connect();
    const releases = async () => {
      for (let time = 0; time < 100; time++) await http.get("/");
      client.send({ way: "release" });
    };
    await Promise.all([expect(held).toBeAnswered({ withinMs: 30_000 }), releases()]);`,
    "side by side with a stream that gets no headers": `const held = await http.hold("/held"); const client = await connect();
    const releases = async () => {
      await sse.open("/silent");
      client.send({ way: "release" });
    };
    await Promise.all([expect(held).toBeAnswered({ withinMs: 30_000 }), releases()]);`,
    "side by side": `const held = await http.hold("/held"); const client = await connect();
    const releases = async () => {
      for (let time = 0; time < 100; time++) await http.get("/");
      await expect(client).toStayOpen();
      client.send({ way: "release" });
    };
    await Promise.all([expect(held).toBeAnswered({ withinMs: 30_000 }), releases()]);`,
  });
  expect(Object.values(found)).toEqual([null, null, null, null]);
});

const NOTHING = "nothing is pending in your server that could still answer";

test("a server with nothing left to do is not waited for", async () => {
  const ask = "client.send({ way: '' }); await expect(client).toReceive(answer);";
  const silent = await failures(lateServer([]), {
    "on the first question": `const client = await connect(); ${ask}`,
    "with other clients beside": `const [client] = await Promise.all([connect(), connect(), connect()]); ${ask}`,
    "by many clients at once": `const clients = await Promise.all(Array.from({ length: 8 }, () => connect()));
    for (const client of clients) client.send({ way: "" });
    await Promise.all(clients.map((client) => expect(client).toReceive(answer)));`,
    "after a request over HTTP": `await http.get("/"); const client = await connect(); ${ask}`,
    "after it has cleared a timer": `const client = await connect(); client.send({ way: "cleared timer" }); await expect(client).toReceive(answer);`,
  });
  for (const failure of Object.values(silent))
    expect(failure?.received).toBe(`nothing, and ${NOTHING}; the connection is open`);
});

test("a server that sends nothing over HTTP is not waited for", async () => {
  const silent = await failures(lateServer([]), {
    "no answer": `await http.get("/silent");`,
    "a held request": `await expect(await http.hold("/held")).toBeAnswered();`,
    "an event stream without a head": `await expect(await sse.open("/silent")).toBeOpen();`,
    "several event streams at once": `await Promise.all([1, 2, 3].map(async () => expect(await sse.open("/stream")).toReceive({ data: { late: true } })));`,
    "an event stream without an event": `await expect(await sse.open("/stream")).toReceive({ data: { late: true } });`,
  });
  expect(Object.values(silent).map((failure) => failure?.received)).toEqual([
    `nothing, and ${NOTHING}`,
    `nothing, and ${NOTHING}; the request is still open`,
    `nothing, not even the headers, and ${NOTHING}`,
    `no event, and ${NOTHING}; the stream is open`,
    `no event, and ${NOTHING}; the stream is open`,
  ]);
});

test("after a connection was closed, a process that is about to end is waited for, and one that stays is not", async () => {
  const found = await failures(lateServer([]), {
    stays: `const client = await connect(); client.send({ way: "close" }); await expect(client).toReceive(answer);`,
    ends: `const client = await connect(); client.send({ way: "close", then: "exit" }); await expect(client).toReceive(answer);`,
  });
  expect(Object.values(found).map((failure) => failure?.code)).toEqual(["connection-closed", "server-exited"]);
});

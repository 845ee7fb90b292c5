/** A poller, graded by its requests: through a proxy before the server, and against a backend of the grader's. */
import { describe, expect, test } from "vitest";
import { gradeLesson, LEVELS } from "./graded-lesson.ts";

const SERVER = `import { createServer } from "node:http";
const updates = [];
createServer((request, response) => {
  if (request.method === "POST") updates.push(decodeURIComponent(request.url.slice(1)));
  const body = JSON.stringify({ data: updates });
  response.writeHead(200, { "content-type": "application/json" }).end(request.method === "POST" ? "{}" : body);
}).listen(Number(process.env.PORT));
`;

/** Polls one request after the other, survives what goes wrong, and prints what it gets once. */
const POLLER = `const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
for (;;) {
  try {
    const response = await fetch(process.env.SERVER_URL + "/updates");
    if (!response.ok) throw new Error(String(response.status));
    const { data } = await response.json();
    for (const one of data) console.log("update " + one);
  } catch (error) {
    console.error("failed: " + error.message);
  }
  await wait(Number(process.env.INTERVAL_MS));
}
`;
const declares = {
  programs: { poller: "poller.ts" },
  environment: {
    SERVER_URL: { learners: "http://localhost:3000", checks: "", about: "where the server is" },
    INTERVAL_MS: { learners: "5000", checks: "50", about: "how long the poller waits, in ms" },
  },
};
const lesson = { declares, files: { "server.ts": SERVER, "poller.ts": POLLER } };
const ASSERT = "const assert = (isTrue, what) => { if (!isTrue) throw new Error(what); };";

describe.each(LEVELS)("at level %s", (level) => {
  test("a poller goes on through 503, a server that is down, cut bodies, silence and a restart, and every request is seen", async () => {
    const check = `${ASSERT}
      const link = await tools.proxy();
      const poller = await tools.programs.run("poller", { env: { SERVER_URL: link.url } });
      const works = async () => {
        const word = tools.random.word();
        await tools.http.request("/" + word, { method: "POST" });
        await poller.line("update " + word);
      };
      await works();
      link.change({ answer: { status: 503, body: "later" } });
      await poller.line("failed: 503");
      link.change({ down: true });
      const before = link.connections;
      await link.until(() => (link.connections > before + 1 ? true : undefined), 5_000);
      assert(link.connections > before + 1, "no further connections");
      link.change({ cutAfterBytes: 3 });
      const cut = link.requests.length;
      await link.atLeast(cut + 2);
      link.change({ silent: true });
      await link.until(() => (link.requests.at(-1).closedAt === undefined ? true : undefined), 5_000);
      link.change({});
      await works();
      await tools.server.restart({ keepData: true });
      await works();
      const requests = link.requests;
      assert(requests.every(({ method, path }) => method === "GET" && path === "/updates"), "other requests");
      assert(requests.every((one, i) => i === 0 || (requests[i - 1].closedAt ?? 0) <= one.at), "two at a time");
      assert(requests.some(({ answer }) => answer?.status === 503), "no 503");
      poller.signal("SIGTERM");
      const { signal } = await poller.exit();
      assert(signal === "SIGTERM", "ended by " + signal);`;
    const { check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result.failure).toBeNull();
    expect(
      result.transcript.some(({ kind, peer, server }) => kind === "request" && peer === "poller" && server === "proxy"),
    ).toBe(true);
  });

  test("a poller asks a backend, which scripts its answers and holds one back", async () => {
    const check = `${ASSERT}
      const words = [tools.random.word(), tools.random.word()];
      let release;
      const held = new Promise((resolve) => (release = resolve));
      let asked = 0;
      const api = await tools.backend(async ({ path }) => {
        if (path !== "/updates") return undefined;
        if (asked++ > 0) await held;
        return { json: { data: asked === 1 ? [words[0]] : [words[1]] } };
      });
      const poller = await tools.programs.run("poller", { env: { SERVER_URL: api.url } });
      await poller.line("update " + words[0]);
      await api.atLeast(2);
      assert(api.requests[1].answer === undefined, "it was answered");
      release();
      await poller.line("update " + words[1]);`;
    const { check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result.failure).toBeNull();
  });
});

test("a poller that gives up after the first error fails with what is missing, and that it has ended", async () => {
  const files = {
    ...lesson.files,
    "poller.ts": POLLER.replace('console.error("failed: " + error.message);', "break;"),
  };
  const check = `
    const link = await tools.proxy();
    link.change({ answer: { status: 503 } });
    await tools.programs.run("poller", { env: { SERVER_URL: link.url } });
    await link.nextRequest();
    await link.nextRequest(2_000);`;
  const { check: result } = await gradeLesson({ ...lesson, files, check }, "process");
  expect(result.failure).toMatchObject({
    code: "no-request",
    expected: "a request at the proxy within 2 s",
    received: "no request; poller ended by itself with code 0",
  });
});

test("a poller that crashes is named with its line where its next request is missing", async () => {
  const files = { ...lesson.files, "poller.ts": POLLER.replace("console.error(", "throw error; console.error(") };
  const check = `
    const link = await tools.proxy();
    link.change({ answer: { status: 503 } });
    await tools.programs.run("poller", { env: { SERVER_URL: link.url } });
    await link.nextRequest();
    await link.nextRequest(2_000);`;
  const { check: result } = await gradeLesson({ ...lesson, files, check }, "process");
  expect(result.failure).toMatchObject({ code: "server-stopped", file: "poller.ts", line: 5 });
  expect(result.failure?.received).toContain("poller stopped: Error: 503");
});

test("a crashed poller that was started with the tools of a second server is why no request came", async () => {
  const files = { ...lesson.files, "poller.ts": POLLER.replace("console.error(", "throw error; console.error(") };
  const check = `
    const second = await tools.servers.start();
    const link = await second.proxy();
    link.change({ answer: { status: 503 } });
    await second.programs.run("poller", { env: { SERVER_URL: link.url } });
    await link.nextRequest();
    await link.nextRequest(2_000);`;
  const { check: result } = await gradeLesson({ ...lesson, files, check }, "process");
  expect(result.failure).toMatchObject({ code: "server-stopped", file: "poller.ts", line: 5 });
});

test.each([
  ["of the server", "tools", "await api.atLeast(2);"],
  ["of a second server", "(await tools.servers.start())", "await api.atLeast(2);"],
  [
    "of the server, and what it leads to,",
    "tools",
    "await api.atLeast(2); await api.nextRequest(); await api.atLeast(900, 50);",
  ],
])("a route that throws is the check's own mistake, for a backend %s", async (_, owner, waits) => {
  const check = `
    const api = await ${owner}.backend(() => { throw new Error("no such field"); });
    await tools.programs.run("poller", { env: { SERVER_URL: api.url } });
    ${waits}`;
  const { check: result } = await gradeLesson({ ...lesson, check }, "process");
  expect(result).toMatchObject({ status: "error" });
  expect(result.failure?.why).toContain("no such field");
});

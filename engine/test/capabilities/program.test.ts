/** A learner's program beside the server: what it finds, what it prints, how it ends. */
import { describe, expect, test } from "vitest";
import { gradeLesson, LEVELS } from "./graded-lesson.ts";

const SERVER = `import { createServer } from "node:http";
createServer((request, response) => response.end("hello " + request.url)).listen(Number(process.env.PORT));
`;

/** Prints what it was given, asks the server for it, and ends when it is asked to. */
const CLIENT = `import { argument } from "./argument.ts";

process.on("SIGTERM", () => {
  console.error("asked to end");
  process.exit(3);
});
console.log("given " + argument() + " " + process.env.WORD + " " + process.env.PAGE);
const response = await fetch(process.env.SERVER_URL + "/" + process.env.WORD);
console.log(await response.text());
if (process.env.WORD === "crash") throw new Error("crashed as asked");
setInterval(() => {}, 1_000);
`;

const lesson = {
  declares: {
    environment: { PAGE: { learners: "20", checks: "5", about: "events on a page" } },
    programs: { client: "client.ts" },
  },
  files: {
    "server.ts": SERVER,
    "client.ts": CLIENT,
    "argument.ts": "export const argument = () => process.argv[2];\n",
  },
};

describe.each(LEVELS)("at level %s", (level) => {
  test("a program finds its environment and arguments, reaches the server, and ends with what it answers a signal", async () => {
    const check = `
      const word = tools.random.word();
      const client = await tools.programs.run("client", { env: { WORD: word, SERVER_URL: tools.server.url }, args: ["one"] });
      await client.line("given one " + word + " 5");
      await client.line("hello /" + word);
      client.signal("SIGTERM");
      const { exitCode } = await client.exit();
      if (exitCode !== 3) throw new Error("exit code " + exitCode);
      if (!client.lines.some(({ stream, text }) => stream === "stderr" && text === "asked to end")) throw new Error("no last line");`;
    const { verdict, check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result.failure).toBeNull();
    expect(verdict.server).toMatchObject({ started: 2, stopped: 2 });
    const events = result.transcript.map(({ kind, peer }) => `${peer} ${kind}`);
    expect(events).toEqual([
      "client start",
      "client line",
      "client line",
      "grader signal",
      "client line",
      "client exit",
    ]);
  });

  test("a program that crashes fails the check with its error and its line", async () => {
    const check = `
      const client = await tools.programs.run("client", { env: { WORD: "crash", SERVER_URL: tools.server.url } });
      await client.line("something else");`;
    const { check: result } = await gradeLesson({ ...lesson, check }, level);
    expect(result).toMatchObject({
      status: "failed",
      failure: { code: "server-stopped", file: "client.ts", line: 10 },
    });
    expect(result.failure?.received).toContain("client stopped: Error: crashed as asked");
  });

  test("a program that goes on without the line, and one that does not end, fail with what it printed", async () => {
    const begins = `
      const client = await tools.programs.run("client", { env: { WORD: "ok", SERVER_URL: tools.server.url } });
      await client.line("hello /ok");`;
    const silent = await gradeLesson({ ...lesson, check: `${begins} await client.line("nothing such", 100);` }, level);
    expect(silent.check.failure).toMatchObject({
      code: "no-line",
      expected: 'a line with "nothing such" within 0.1 s',
      received: 'its last line is "hello /ok"',
    });
    const running = await gradeLesson({ ...lesson, check: `${begins} await client.exit(100);` }, level);
    expect(running.check.failure).toMatchObject({ code: "not-ended", received: "it is still running" });
  });
});

test("a program that does not compile fails only the check that runs it", async () => {
  const files = { ...lesson.files, "client.ts": "const a = ;\n" };
  const runs = await gradeLesson({ ...lesson, files, check: 'await tools.programs.run("client");' }, "process");
  expect(runs.check).toMatchObject({
    status: "failed",
    failure: { code: "program-not-run", file: "client.ts", line: 1 },
  });
  const talks = await gradeLesson({ ...lesson, files, check: 'await tools.http.get("/");' }, "process");
  expect(talks.verdict.passed).toBe(true);
});

test("a missing file of a program is named, and a program that lesson.ts does not have is the author's mistake", async () => {
  const { "client.ts": _client, ...files } = lesson.files;
  const declares = { ...lesson.declares, edits: ["server.ts", "client.ts"] };
  const missing = await gradeLesson({ declares, files, check: 'await tools.programs.run("client");' }, "process");
  expect(missing.check.failure).toMatchObject({ code: "program-not-run", received: "client.ts is missing" });
  const unknown = await gradeLesson({ ...lesson, check: 'await tools.programs.run("poller");' }, "process");
  expect(unknown.check).toMatchObject({ status: "error" });
  expect(unknown.check.failure?.why).toContain('lesson.ts names no program "poller"');
});

test("endless output of a program is not kept, and does not block it", async () => {
  const files = { ...lesson.files, "client.ts": 'for (let i = 0; i < 200_000; i++) console.log("line " + i);\n' };
  const check = `
    const client = await tools.programs.run("client");
    await client.exit(20_000);
    if (client.lines.length !== 10_000) throw new Error(client.lines.length + " lines");`;
  const { check: result } = await gradeLesson({ ...lesson, files, check }, "process");
  expect(result.failure).toBeNull();
  expect(result.transcript.length).toBeLessThan(300);
});

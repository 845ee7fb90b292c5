/** A lesson in which a request is held and a stream of events is read, graded from end to end. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layoutOf } from "../../diagram/layout.ts";
import { grade } from "../../grade/grade.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { pageFor } from "../../text/layout.ts";
import { wireLines } from "../../text/wire.ts";
import type { CheckResult, Verdict } from "../../verdict.ts";
import { workbookAt, type Workbook } from "../../workbook.ts";

const SERVER = `import { createServer, type ServerResponse } from "node:http";

const polls = new Set<ServerResponse>();
const streams = new Set<ServerResponse>();
let count = 0;

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  if (request.method === "POST") {
    const news = { id: ++count, ...JSON.parse(body) };
    for (const poll of polls) poll.end(JSON.stringify({ data: news }));
    polls.clear();
    for (const stream of streams) stream.write(\`id: \${news.id}\\nevent: news\\ndata: \${JSON.stringify(news)}\\n\\n\`);
    return response.writeHead(201).end(JSON.stringify({ data: news }));
  }
  if (request.url === "/poll") return polls.add(response);
  if (request.url === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": welcome\\n\\n");
    return streams.add(response);
  }
  response.writeHead(request.url === "/health" ? 200 : 404).end();
}).listen(Number(process.env.PORT ?? 3000));
`;

const CHECKS = `import { check, exercise, expect, like } from "#kit";

exercise(1, "Hold a request", () => {
  check("1.1", "a poll is held until there is news", { hint: "Who answers a poll?" }, async ({ http, random }) => {
    const title = random.word();
    const polls = [await http.hold("/poll"), await http.hold("/poll")];
    for (const poll of polls) await expect(poll).toBeHeld();
    const posted = await http.post("/news", { json: { title } });
    expect(posted).toHaveStatus(201);
    const { data } = expect(posted).toMatchJson({ data: { id: like.number, title } });
    for (const poll of polls) expect(await expect(poll).toBeAnswered()).toHaveJson({ data });
  });
});

exercise(2, "Stream events", () => {
  check("2.1", "news is streamed to everybody who watches", { hint: "Who writes?" }, async ({ http, sse, random }) => {
    const streams = [await sse.open("/events"), await sse.open("/events")];
    for (const stream of streams) await expect(stream).toBeOpen();
    const [first, second] = [random.word(), random.word()];
    await http.post("/news", { json: { title: first } });
    for (const stream of streams)
      await expect(stream).toReceive({ event: "news", id: like.text, data: { title: first } });
    await http.post("/news", { json: { title: second } });
    for (const stream of streams) {
      await expect(stream).toReceiveNoMoreBefore({ event: "news", data: { title: second } });
      await expect(stream).toStayOpen();
    }
  });
});

exercise(3, "Answer bytes", () => {
  check("3.1", "a client that writes HTTP by hand is greeted", { hint: "Who greets?" }, async ({ tcp }) => {
    const connection = await tcp.open();
    await connection.send("GET /events HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n");
    await expect(connection).toReceive("a greeting", (received) => received.includes(": welcome") || undefined);
  });
});
`;

const DEFINITION = `export default {
  entry: "server.ts",
  edits: ["server.ts"],
  given: [],
  exercises: [
    { id: 1, title: "Hold a request" },
    { id: 2, title: "Stream events" },
    { id: 3, title: "Answer bytes" },
  ],
  quiz: { question: "", choices: [] },
};
`;

const HOME = fileURLToPath(new URL("../../..", import.meta.url));

let root: string;
let workbook: Workbook;
let lesson: Lesson;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "news-"));
  const course = {
    title: "News",
    parts: [{ title: "News", lessons: [{ slug: "lesson-news", title: "News", built: true }] }],
  };
  const files = {
    "lessons/course.json": JSON.stringify(course),
    "lessons/lesson-news/server.ts": SERVER,
    "solutions/lesson-news/server.ts": SERVER,
    "checks/lesson-news/lesson.ts": DEFINITION,
    "checks/lesson-news/lesson-news.check.ts": CHECKS,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  workbook = workbookAt(root, HOME);
  lesson = lessonsOf(workbook, await readCourse(workbook))[0] as Lesson;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The verdict on the server in which this text is replaced. */
async function graded(text: string = "", by: string = ""): Promise<Verdict> {
  const submission = await mkdtemp(path.join(root, "submission-"));
  if (!SERVER.includes(text)) throw new Error(`the server does not contain ${text}`);
  await writeFile(path.join(submission, "server.ts"), SERVER.replace(text, by));
  return grade({ workbook, lesson, submission, display: "submission" });
}

const checksOf = ({ exercises }: Verdict): CheckResult[] => exercises.flatMap(({ checks }) => checks);
const codesOf = (verdict: Verdict) => checksOf(verdict).map(({ failure }) => failure?.code ?? "passed");

describe.concurrent("a server that holds requests and streams events", () => {
  test("passes, and its conversations show the times of all events", async () => {
    const verdict = await graded();
    expect(codesOf(verdict), JSON.stringify(checksOf(verdict)[0]?.failure)).toEqual(["passed", "passed", "passed"]);
    const [held, streamed] = checksOf(verdict).map(({ transcript }) => transcript);
    const { held: bars, rows } = layoutOf(held ?? [], null);
    expect(bars.map(({ from }) => from)).toEqual(expect.arrayContaining(rows.slice(0, 2).map(({ y }) => y)));
    const kinds = (streamed ?? []).filter(({ peer }) => peer === "stream-1").map(({ kind }) => kind);
    expect(kinds).toEqual(["request", "head", "comment", "event", "event"]);
    const lines = wireLines(pageFor({ color: false, columns: 100 }), "", streamed ?? []).join("\n");
    expect(lines).toMatch(/stream-1 <- news, id 2: \{"id":2,"title":"\w+-\d+"\}/);
  });

  test.each([
    ["answers polls at once", "return polls.add(response)", "return response.end('[]')", ["answered-early", "passed"]],
    ["answers one poll only", "for (const poll of polls) poll.end", "[...polls][0]?.end", ["still-held", "passed"]],
    [
      "says something else",
      "poll.end(JSON.stringify({ data: news }))",
      "poll.end('{}')",
      ["http-missing-field", "passed"],
    ],
    ["forgets the blank line", "\\n\\n`);\n    return", "\\n`);\n    return", ["passed", "sse-no-blank-line"]],
    ["names no event", "event: news\\n", "", ["passed", "sse-wrong-name"]],
    ["writes twice", "stream.write(", "for (let i = 0; i < 2; i++) stream.write(", ["passed", "doubled"]],
    ["ends the stream", "return streams.add(response)", "return response.end()", ["passed", "sse-ended"]],
    ["sends another type", "text/event-stream", "text/plain", ["passed", "sse-wrong-content-type"]],
    ["crashes on a stream", 'response.write(": welcome', 'missing.write(": welcome', ["passed", "server-stopped"]],
  ])("that %s fails only the check that it breaks", async (_what, text, by, codes) => {
    expect(codesOf(await graded(text, by)).slice(0, 2)).toEqual(codes);
  });

  test("that crashes under a client of bytes is said to have stopped, and not to have closed the connection", async () => {
    const verdict = await graded('response.write(": welcome', 'missing.write(": welcome');
    expect(codesOf(verdict)[2]).toBe("server-stopped");
    expect(checksOf(verdict)[2]?.failure?.received).toContain("missing is not defined");
  });
});

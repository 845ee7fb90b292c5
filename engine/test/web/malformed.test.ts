/** Malformed requests: each is refused in one sentence, and does not affect other clients. */
import { beforeAll, expect, test } from "vitest";
import { newSeed, randomFor, type Random } from "../../kit/random.ts";
import { courseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";
import { rawAnswer, statusIn } from "./raw-request.ts";

const atEnd = withTheFile();
let page: Page;
let stderr = "";
beforeAll(async () => {
  page = await Page.start(await courseFolder(atEnd));
  page.talking.child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
});

/** The message of a refusal. */
function sentenceIn(answer: string): string {
  const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  return (JSON.parse(body) as { message: string }).message;
}

test.each([
  ["a port above 65535", "GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n", 400],
  ["a port that is no number", "GET / HTTP/1.1\r\nHost: localhost:http\r\n\r\n", 400],
  ["a host of two names", "GET / HTTP/1.1\r\nHost: localhost, localhost\r\n\r\n", 400],
  ["a host with a user", "GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 400],
  ["an invalid IPv6 address", "GET / HTTP/1.1\r\nHost: [::1::]\r\n\r\n", 400],
  ["a host outside ASCII", "GET / HTTP/1.1\r\nHost: l\u00f6calhost\r\n\r\n", 400],
  ["two Host headers", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400],
  ["no Host header", "GET / HTTP/1.1\r\n\r\n", 400],
  ["a target without a slash", "GET index HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  ["a target that is a star", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  ["a target outside ASCII", "GET /\u00e9 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  ["a request for another server", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 400],
  ["a method that does not exist", "FETCH / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  ["a version that does not exist", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400],
  ["a header without a colon", "GET / HTTP/1.1\r\nHost: localhost\r\nrubbish\r\n\r\n", 400],
  ["a header with a control character", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0001b\r\n\r\n", 400],
  ["headers of 20 KB", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  [
    "two lengths",
    "POST /api/access HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    400,
  ],
  ["a length below 0", "POST /api/access HTTP/1.1\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n{}", 400],
  ["an expectation", "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: the unexpected\r\n\r\n", 400],
  ["a handshake of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n", 400],
])("%s is refused in one sentence", async (_title, request, status) => {
  const answer = await rawAnswer(page.port, Buffer.from(request, "latin1"));
  expect(statusIn(answer), answer).toBe(status);
  expect(sentenceIn(answer)).toMatch(/^[A-Z][^\n]{10,200}\.$/);
});

test.each([
  ["an invalid escape", "/api/lessons/%zz", {}, [404]],
  ["an escape that is not UTF-8", "/api/lessons/%ff", {}, [404]],
  ["a query that is not UTF-8", "/api/events?lesson=%ff", {}, [404]],
  ["an invalid cookie", "/api/course", { cookie: `=;;;\u00ff; workbook_access_1=%00; ${"a=b; ".repeat(900)}` }, [200]],
  ["an invalid event id", "/api/events?lesson=none", { "last-event-id": "-1-\u00ff" }, [404]],
] as const)("%s is handled without an error of the server", async (_title, path, headers, statuses) => {
  const { status } = await page.raw(path, { headers });
  expect(statuses).toContain(status);
});

test("a pipelined request that is not HTTP ends the connection", async () => {
  const answer = await rawAnswer(page.port, `GET /api/course HTTP/1.1\r\nHost: localhost\r\n\r\nrubbish\r\n\r\n`);
  expect(answer.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(2);
  expect((await page.raw("/api/course")).status).toBe(200);
});

test("an unfinished body times out without an entry in the log", async () => {
  const head = `POST /api/access HTTP/1.1\r\nHost: localhost:${page.port}\r\nContent-Length: 50\r\n\r\n`;
  const answer = await rawAnswer(page.port, `${head}{"code"`);
  expect(statusIn(answer)).toBe(408);
  expect(sentenceIn(answer)).toBe("A request has to arrive within 10 seconds.");
  expect((await page.raw("/api/course")).status).toBe(200);
  expect(stderr).toBe("");
});

/** A valid request with some of its parts replaced. */
function hostile(random: Random, port: number): Buffer {
  const odd = () =>
    random.pick([
      random.word(),
      random.garbage(random.integer(1, 40)),
      random.bytes(random.integer(0, 60)).toString("latin1"),
      "%",
      "%00",
      "..%2f..%5c",
      "\0",
      "\r",
      "\n",
      "\u00ff",
      String(2 ** random.integer(0, 70)),
      "-1",
      "x".repeat(random.integer(0, 9_000)),
    ]);
  const maybe = (right: string) => (random.integer(1, 4) === 1 ? odd() : right);
  const method = maybe(random.pick(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "CONNECT"]));
  const target = random.pick([
    "/",
    "/api/course",
    "/api/session",
    "/api/access",
    "/api/lessons/lesson-door",
    `/api/lessons/${odd()}`,
    `/api/lessons/lesson-door/runs/${odd()}`,
    `/api/console/${odd()}`,
    `/assets/${odd()}`,
    `/${odd()}?${odd()}`,
    "//",
    "*",
    "http://localhost/",
  ]);
  const body = maybe('{"code":"x"}');
  const lines = [
    `${method} ${target} ${maybe("HTTP/1.1")}`,
    `Host: ${maybe(`localhost:${port}`)}`,
    `Cookie: ${maybe(`workbook_access_${port}=learner.1.x.y`)}`,
    `Content-Length: ${maybe(String(Buffer.byteLength(body, "latin1")))}`,
    ...(random.integer(1, 5) === 1 ? [`${maybe("Transfer-Encoding")}: ${maybe("chunked")}`] : []),
    ...(random.integer(1, 5) === 1 ? ["Upgrade: websocket", `Connection: ${maybe("Upgrade")}`] : []),
    ...(random.integer(1, 5) === 1 ? [`Sec-WebSocket-Protocol: ${odd()}`, `Sec-WebSocket-Key: ${odd()}`] : []),
    ...(random.integer(1, 3) === 1 ? [`${odd()}: ${odd()}`] : []),
    ...(random.integer(1, 3) === 1 ? [`Origin: ${maybe(`http://localhost:${port}`)}`] : []),
    "Connection: close",
  ];
  return Buffer.from(`${lines.join(maybe("\r\n"))}\r\n\r\n${body}`, "latin1");
}

const SEED = Number(process.env["FUZZ_SEED"] ?? newSeed());
const REQUESTS = 600;
const AT_ONCE = 40;

test(
  `${REQUESTS} made-up requests get no 5xx, no hang and no word in the log (FUZZ_SEED=${SEED})`,
  async () => {
    const random = randomFor(SEED, "requests");
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
      const requests = Array.from({ length: AT_ONCE }, () => hostile(random, page.port));
      const answers = await Promise.all(requests.map((request) => rawAnswer(page.port, request)));
      for (const [index, answer] of answers.entries())
        expect(statusIn(answer), `seed ${SEED}: ${JSON.stringify(String(requests[index]))}`).toBeLessThan(500);
    }
    expect((await page.raw("/api/course")).status).toBe(200);
    expect(stderr).toBe("");
  },
  15 * 60_000,
);

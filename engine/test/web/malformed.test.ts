/** Requests as no browser sends them, over bare sockets: each is refused in one sentence, and none is a fault of ours. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { courseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";

const seed = newSeed();
const REQUESTS = 400;
/** Far more than an answer takes on a busy machine. Who has none by then sent something unfinished. */
const ANSWER_LIMIT_MS = 4_000;
const AT_A_TIME = 16;

const atEnd = withTheFile();
let page: Page;
beforeAll(async () => {
  page = await Page.start(await courseFolder(atEnd));
});
afterAll(() => {
  // Whatever was sent, the server saw no fault of its own.
  expect(page.talking.errors).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends bytes and reads the first answer; undefined when the server waits for more. */
async function answerTo(bytes: Buffer | string): Promise<Answer | undefined> {
  const socket = connect(page.port, "127.0.0.1");
  socket.on("error", () => {});
  let received = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  const isWhole = () => {
    const text = received.toString("latin1");
    const head = text.indexOf("\r\n\r\n");
    const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
    // A stream of events has no length, and its status says enough.
    return head >= 0 && received.byteLength >= head + 4 + length;
  };
  socket.write(bytes);
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, ANSWER_LIMIT_MS);
    const done = () => {
      clearTimeout(limit);
      resolve();
    };
    socket.on("data", () => isWhole() && done());
    socket.once("close", done);
  });
  socket.destroy();
  const text = received.toString("utf8");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return status === undefined ? undefined : { status: Number(status), body: text.slice(text.indexOf("\r\n\r\n") + 4) };
}

/** What is wrong is said in one sentence. */
function expectRefused({ status, body }: Answer, what: string): void {
  expect(status, what).toBeGreaterThanOrEqual(400);
  expect(status, what).toBeLessThan(500);
  const plain = body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, "");
  const { error, message } = JSON.parse(plain) as { error: string; message: string };
  expect(error, what).toMatch(/^[a-z-]+$/);
  expect(message, what).toMatch(/^[^\n]+[.]?$/);
}

const get = (target: string, headers = "Host: localhost") => `GET ${target} HTTP/1.1\r\n${headers}\r\n\r\n`;

describe("a request is refused in one sentence", () => {
  test.each([
    ["a port that is none", get("/", "Host: localhost:99999")],
    ["a port of letters", get("/", "Host: localhost:http")],
    ["a host with a path", get("/", "Host: localhost/x")],
    ["a broken IPv6 address", get("/", "Host: [::1")],
    ["an empty host", get("/", "Host: ")],
    ["no host", get("/", "Accept: */*")],
    ["two hosts", get("/", "Host: localhost\r\nHost: evil.example")],
    ["a target of another scheme", get("file:///etc/passwd")],
    ["a target without a slash", get("api/course")],
    ["an asterisk", get("*")],
    ["a target that is not ASCII", get("/\u00e9")],
    ["a target with a control character", get("/\u0001")],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["no version", "GET /\r\n\r\n"],
    ["HTTP/3.0", "GET / HTTP/3.0\r\nHost: localhost\r\n\r\n"],
    ["a header without a colon", get("/", "Host: localhost\r\nnonsense")],
    ["a header with a NUL", get("/", "Host: localhost\r\nX: \0")],
    ["a folded header", get("/", "Host: localhost\r\nX: a\r\n b\r\n: c")],
    ["headers of 100 KB", get("/", `Host: localhost\r\nX: ${"x".repeat(100_000)}`)],
    ["a length that is no number", get("/", "Host: localhost\r\nContent-Length: ten")],
    ["two lengths", get("/", "Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2")],
    ["a length and chunks", get("/", "Host: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked")],
    ["an expectation", get("/", "Host: localhost\r\nExpect: tea")],
    ["TLS", Buffer.from("16030100a5010000a10303", "hex")],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("with %s", async (what, bytes) => {
    const answer = await answerTo(bytes);
    expectRefused(answer ?? { status: 0, body: "{}" }, what);
  });
});

test("a path or a query that cannot be decoded is no fault of the workbook", async () => {
  for (const target of [
    "//[",
    "/%zz",
    "/lessons/%ff%fe",
    "/api/lessons/%c0%ae%c0%ae",
    "/api/class/%zz",
    "/assets/%zz",
    "/api/events?lesson=%zz&after=%",
    "/api/events?lesson=a&lesson=b",
    `/api/events?after=${"9".repeat(100)}`,
    "/api/lessons/lesson-door/runs/%00",
  ]) {
    const answer = await answerTo(get(target));
    expect(answer?.status, target).toBeGreaterThanOrEqual(200);
    expect(answer?.status, target).toBeLessThan(500);
  }
});

test(`${REQUESTS} requests put together at random are answered, and none with a fault (seed ${seed})`, async () => {
  const random = randomFor(seed, "malformed");
  const token = page.session.token ?? "";
  const odd = [
    "",
    " ",
    "\0",
    "\t",
    "%",
    "%zz",
    "%00",
    "..",
    "\\",
    "//",
    ":",
    "[",
    "]",
    "?",
    "#",
    "=",
    "&",
    ";",
    ",",
    "\u00ff",
    "é",
    "{",
    "}",
    '"',
    "null",
    "-1",
    "1e999",
    "__proto__",
    "a".repeat(300),
  ];
  const part = () => (random.integer(0, 2) === 0 ? random.pick(odd) : random.word());
  const parts = (most: number) => Array.from({ length: random.integer(0, most) }, part).join("");
  const paths = [
    "/",
    "/api/session",
    "/api/access",
    "/api/leave",
    "/api/course",
    "/api/events",
    "/api/class",
    "/api/class/x/diff",
    "/api/lessons/lesson-door",
    "/api/lessons/lesson-door/run",
    "/api/lessons/lesson-door/seed",
    "/api/lessons/lesson-door/hint",
    "/api/lessons/lesson-door/quiz",
    "/api/lessons/lesson-door/sessions",
    "/api/lessons/lesson-door/sessions/x/replay",
    "/api/lessons/lesson-door/runs/x",
    "/api/console/lesson-door",
    "/assets/x",
    "/lessons/lesson-door",
  ];
  const bodies = [
    "",
    "{}",
    "[]",
    "null",
    "{",
    '{"code":1}',
    '{"code":"x"}',
    '{"seed":{}}',
    '{"exercise":"1"}',
    '{"name":null}',
    '{"against":"theirs"}',
    '{"answer":[]}',
    "\u0000",
    '"\\ud800"',
    `{"a":${"[".repeat(2_000)}`,
    '{"__proto__":{"seed":1}}',
  ];
  const request = (): string => {
    const method = random.pick(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "GE T", "x"]);
    const target =
      random.pick(paths) +
      (random.integer(0, 1) === 0 ? "" : parts(4)) +
      (random.integer(0, 2) === 0 ? `?${parts(5)}` : "");
    const body = random.pick(bodies);
    const headers = [
      `Host: ${random.integer(0, 4) === 0 ? parts(3) : "localhost"}${random.pick(["", ":1", ":65535", ":65536", ":99999", ":-1"])}`,
      `X-Workbook-Token: ${random.integer(0, 3) === 0 ? parts(2) : token}`,
      `Content-Length: ${random.integer(0, 8) === 0 ? parts(1) : Buffer.byteLength(body)}`,
      "Connection: close",
      ...(random.integer(0, 2) === 0
        ? [`Cookie: ${parts(4)}; workbook_access_${page.port}=${parts(3)}.${parts(2)}.${parts(2)}`]
        : []),
      ...(random.integer(0, 3) === 0 ? [`Origin: ${parts(3)}`] : []),
      ...(random.integer(0, 3) === 0 ? [`Last-Event-ID: ${parts(3)}`] : []),
      ...(random.integer(0, 4) === 0 ? [`${part()}: ${parts(3)}`] : []),
      ...(random.integer(0, 6) === 0
        ? [
            "Upgrade: websocket",
            "Connection: upgrade",
            `Sec-WebSocket-Key: ${parts(2)}`,
            `Sec-WebSocket-Protocol: token.${token}`,
          ]
        : []),
    ];
    return `${method} ${target} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${body}`;
  };
  const queue = Array.from({ length: REQUESTS }, request).values();
  const statuses = new Map<number, number>();
  const send = async () => {
    for (const bytes of queue) {
      const answer = await answerTo(bytes);
      // A request that seems unfinished, by its own length, gets none: its sender has hung up.
      if (answer === undefined) continue;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(answer.status, JSON.stringify(bytes)).toBeLessThan(500);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, send));
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(REQUESTS / 2);
  expect((await page.raw("/api/course")).status).toBe(200);
  expect(page.talking.errors).toEqual([]);
}, 120_000);

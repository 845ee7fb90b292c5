/** The pure functions of the page's server. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { editorLink } from "../../web/editor-link.ts";
import { lostClients } from "../../web/console/lost-clients.ts";
import { LineCutter, placesIn } from "../../web/console/log-lines.ts";
import { meaningOf } from "../../web/console/close-codes.ts";
import { CodeGuesses, networkOf } from "../../web/guard/code-guesses.ts";
import { clientAddress } from "../../web/guard/client-address.ts";
import { Connections } from "../../web/guard/connections.ts";
import { hostRules, isLoopback, isOwnHost, isOwnOrigin } from "../../web/guard/hosts.ts";
import { EventBuffer } from "../../web/live/event-buffer.ts";
import { withFileLinks } from "../../web/pages/file-links.ts";
import { linkedFile } from "../../web/pages/linked-file.ts";
import { renderMarkdown } from "../../web/pages/markdown.ts";
import { shell } from "../../web/pages/shell.ts";

describe("a host", () => {
  test("is accepted by its name with any port, and by any address where other machines may connect", () => {
    const local = hostRules("127.0.0.1", ["workbook.example"]);
    for (const host of ["localhost:1", "127.0.0.1", "[::1]:4321", "LOCALHOST", "workbook.example"])
      expect(isOwnHost(local, host), host).toBe(true);
    for (const host of ["10.0.0.1", "localhost.", "a.localhost", "::1", "localhost:x", "u@localhost", undefined, " "])
      expect(isOwnHost(local, host), String(host)).toBe(false);
    const open = hostRules("0.0.0.0", []);
    expect(["10.0.0.7:4321", "[fe80::1]:4321", "localhost"].every((host) => isOwnHost(open, host))).toBe(true);
    expect(isOwnHost(open, "rebound.example")).toBe(false);
  });

  test("is loopback only when other machines cannot reach it", () => {
    expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
    expect(["0.0.0.0", "::", "127.0.0.1.evil.example", "10.0.0.1", ""].some(isLoopback)).toBe(false);
  });

  test("and origin must be equal, including the port", () => {
    expect(isOwnOrigin("http://localhost:4321", "localhost:4321")).toBe(true);
    expect(isOwnOrigin("https://Workbook.example", "workbook.example")).toBe(true);
    expect(isOwnOrigin("http://localhost:3000", "localhost:4321")).toBe(false);
    expect(isOwnOrigin("http://localhost:4321.evil.example", "localhost:4321")).toBe(false);
  });
});

test("wrong codes slow down their address, and are forgotten after the window", () => {
  let now = 0;
  const guesses = new CodeGuesses(() => now);
  for (let wrong = 0; wrong < 10; wrong++) {
    expect(guesses.turnOf("a")).toEqual({ waitMs: 0 });
    guesses.countWrong("a");
    now += 1_000;
  }
  // From here on its codes are checked one per second; another address is not affected.
  for (let waiting = 1; waiting <= 10; waiting++) expect(guesses.turnOf("a")).toEqual({ waitMs: waiting * 1_000 });
  // None waits longer than ten seconds, so that a correct code among many wrong ones is accepted.
  for (let waiting = 11; waiting <= 500; waiting++) expect(guesses.turnOf("a")).toEqual({ waitMs: 10_000 });
  expect(guesses.turnOf("a")).toEqual({ retryAfterMs: 1_000 });
  expect(guesses.turnOf("b")).toEqual({ waitMs: 0 });
  now += 290_000;
  expect(guesses.turnOf("a")).toEqual({ waitMs: 0 });
});

test("many wrong codes from everywhere delay every code by a second, and lock nobody out", () => {
  const guesses = new CodeGuesses(() => 0);
  for (let wrong = 0; wrong < 100; wrong++) guesses.countWrong(`127.0.0.${wrong}`);
  for (const address of ["127.0.0.1", "10.0.0.1", "::1"])
    expect(guesses.turnOf(address), address).toEqual({ waitMs: 1_000 });
});

test("a network of IPv6 counts as one address, and a mapped IPv4 address as itself", () => {
  expect(networkOf("2001:db8:0:1::7")).toBe(networkOf("2001:db8:0:1:ffff::8"));
  expect(networkOf("2001:db8:0:1::7")).not.toBe(networkOf("2001:db8:0:2::7"));
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(networkOf("::ffff:10.0.0.7")).toBe("10.0.0.7");
  expect(networkOf("10.0.0.7")).toBe("10.0.0.7");
});

test("all clients together may have 512 connections, and each that ends makes room for another", () => {
  const connections = new Connections();
  const places = Array.from({ length: 512 }, (_, number) => connections.take(`client ${number % 16}`));
  expect(() => connections.take("another client")).toThrow("The workbook has reached its limit of 512 connections");
  places[0]?.release();
  places[0]?.release();
  connections.take("another client");
  expect(() => connections.take("a third client")).toThrow("The workbook has reached its limit of 512 connections");
});

test("leaving a session ends all of its connections and no others", () => {
  const connections = new Connections();
  const places = ["session a", "session a", "session b", "at a"].map((client) => connections.take(client));
  connections.endSession("a");
  expect(places.map(({ left }) => left.aborted)).toEqual([true, true, false, false]);
});

describe("the address of a client", () => {
  const from = (headers: IncomingHttpHeaders, header: string | undefined) =>
    clientAddress({ headers, socket: { remoteAddress: "127.0.0.1" } } as IncomingMessage, header);

  test("is that of its connection when no header is configured for it", () => {
    expect(from({ "x-forwarded-for": "203.0.113.7", forwarded: "for=203.0.113.7" }, undefined)).toBe("127.0.0.1");
    expect(from({ "x-forwarded-for": "203.0.113.7" }, "x-real-ip")).toBe("127.0.0.1");
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:4711", "203.0.113.7"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ['proto=http;for="[2001:db8::1]:1"', "2001:db8::1"],
    ["for=203.0.113.7", "203.0.113.7"],
    ["unknown", "127.0.0.1"],
    ["203.0.113.7, _hidden", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("is what the proxy added last to the configured header: %j", (value, address) => {
    expect(from({ "x-forwarded-for": value }, "x-forwarded-for")).toBe(address);
  });
});

describe("a link in a text", () => {
  test.each([
    ["app.ts", "lessons/a/app.ts"],
    ["./app.ts#L3", "lessons/a/app.ts"],
    ["my%20notes.md", "lessons/a/my notes.md"],
    ["../../solutions/a/README.md", "solutions/a/README.md"],
  ])("to %j opens that file", (href, file) => {
    expect(linkedFile("lessons/a", href)).toBe(file);
  });

  test.each([
    "..\\..\\..\\etc\\passwd",
    "..%5c..%5c..%5cetc",
    "%2e%2e/%2e%2e/%2e%2e/etc",
    "%252e%252e/%252e%252e/%252e%252e/etc",
    "..%2f..%2f..%2fetc",
    "../../../etc/passwd",
    "../../..",
    "/etc/passwd",
    "//evil.example/x",
    "C:/Windows",
    "C:\\Windows",
    "c%3a/windows",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "app.ts%00.md",
    "app.ts\0",
    "a%0ab",
    "%zz",
    "",
    "#top",
  ])("to %j opens nothing", (href) => {
    expect(linkedFile("lessons/a", href)).toBeUndefined();
  });
});

describe("the journal", () => {
  test("returns the events after a known id", () => {
    const journal = new EventBuffer("boot");
    expect(journal.after(journal.cursor)).toEqual([]);
    for (let seed = 1; seed <= 3; seed++) journal.tell("seed", "lesson-a", { seed });
    expect(journal.after("boot-1")?.map(({ json }) => json)).toEqual(['{"seed":2}', '{"seed":3}']);
    for (const unknown of ["boot-4", "other-1", "boot-", "boot", "", "boot-1e3", "boot--1"])
      expect(journal.after(unknown), unknown).toBeUndefined();
  });

  test("drops the oldest events, and reports it", () => {
    const journal = new EventBuffer("boot");
    for (let seed = 1; seed <= 2_500; seed++) journal.tell("seed", null, { seed });
    expect(journal.after("boot-100")).toBeUndefined();
    expect(journal.after("boot-2400")).toHaveLength(100);
    // Also by size: two of these exceed the limit.
    for (let n = 0; n < 2; n++) journal.tell("notice", null, { message: "x".repeat(10_000_000) });
    expect(journal.after("boot-2500")).toBeUndefined();
    expect(journal.after("boot-2501")).toHaveLength(1);
  });
});

describe("a text", () => {
  const options = { folder: "lessons/lesson-a", files: ["app.ts"] };

  test("becomes HTML that runs no script and requests no other host", async () => {
    const { html } = await renderMarkdown(
      '# T\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.example) ![i](http://evil.example/i.png) `<b>`\n\n```ts\nconst a = "</code><script>";\n```\n',
      options,
    );
    expect(html).not.toMatch(/<(?:img|script|b|h1)\b|href="(?:javascript|\/\/)|style=/);
    expect(html).toContain('<span class="tok-keyword">const</span>');
    expect(html).toContain("&lt;/code&gt;&lt;script&gt;");
  });

  test("has ids for headings, by number for exercises, and links to files", async () => {
    const { html, headings } = await renderMarkdown(
      "## One thing\n\n## One thing\n\n### Exercise 2: `x`\n\n`app.ts` [why](../../solutions/a/README.md#top) [out](../../../etc/passwd)\n\n| a |\n| - |\n| b |\n",
      options,
    );
    expect(headings.map(({ id }) => id)).toEqual(["one-thing", "one-thing-2", "exercise-2"]);
    const linked = withFileLinks(html, "vscode", "/work book");
    expect(linked).toContain(
      '<a class="file" data-file="lessons/lesson-a/app.ts" href="vscode://file/work%20book/lessons/lesson-a/app.ts"><code>app.ts</code></a>',
    );
    expect(linked).toContain('data-file="solutions/a/README.md"');
    expect(linked).not.toContain("passwd");
    expect(withFileLinks(html, "none", "/")).toContain(
      '<button type="button" class="file" data-file="lessons/lesson-a/app.ts">',
    );
    expect(linked).toContain('<div class="table" tabindex="0"');
  });
});

test("each editor has its own kind of link", () => {
  expect(editorLink("vscode", { file: "/a b/x#1.ts", line: 3, column: 7 })).toBe("vscode://file/a%20b/x%231.ts:3:7");
  expect(editorLink("zed", { file: "C:\\w\\x.ts", line: 3 })).toBe("zed://file/C:/w/x.ts:3");
  expect(editorLink("idea", { file: "/a&b/x.ts", line: 3 })).toBe("idea://open?file=%2Fa%26b%2Fx.ts&line=3");
  expect(editorLink("none", { file: "/x.ts" })).toBeNull();
});

test("the embedded state cannot end its script element", () => {
  const asset = { name: "s", type: "", content: Buffer.alloc(0), gzipped: Buffer.alloc(0) };
  const session = {
    boot: "</script><!--",
    role: null,
    token: null,
    takesCode: false,
    enteredCode: false,
    hasClass: false,
  };
  const html = shell(
    { script: asset, style: asset },
    { session: { ...session, editor: { name: "none", title: "" } }, course: null, lesson: null },
  );
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain("<!--");
});

describe("a log", () => {
  test("is split into lines, independent of the chunks", () => {
    const cutter = new LineCutter();
    const bytes = Buffer.from("é\r\nzwei\n");
    expect([...bytes].flatMap((byte) => cutter.take(Buffer.from([byte])))).toEqual(["é", "zwei"]);
    expect(cutter.take(Buffer.from("x".repeat(5_000)))[0]).toHaveLength(2_001);
    expect(cutter.take(Buffer.from("rest"))).toEqual([]);
    expect(cutter.rest()).toEqual(["rest"]);
  });

  test("links locations in the lesson's files, and no others", () => {
    const text = "at f (lessons/a/x.ts:3:7) lessons/a/sub/y.ts:9 lessons/b/z.ts:1:1 lessons/a/x:3";
    expect(placesIn(text, "lessons/a")).toEqual([
      { from: 6, to: 24, file: "x.ts", line: 3, column: 7 },
      { from: 26, to: 46, file: "sub/y.ts", line: 9 },
    ]);
  });
});

test("clients of an earlier start have ended, and those without a recorded end are marked", () => {
  const event = { n: 1, at: 0, text: "" };
  const { views, unended } = lostClients([
    { ...event, peer: "client-1", dir: "out", kind: "upgrade", path: "/a" },
    { ...event, peer: "client-1", dir: "in", kind: "upgrade", code: 101 },
    { ...event, peer: "client-2", dir: "out", kind: "upgrade", path: "/" },
    { ...event, peer: "client-2", dir: "in", kind: "upgrade", code: 101 },
    { ...event, peer: "client-2", dir: "none", kind: "close", code: 1001 },
    { ...event, peer: "client-3", dir: "out", kind: "upgrade", path: "/" },
    { ...event, peer: "http-1", dir: "out", kind: "request", method: "GET", path: "/", asked: "request" },
    { ...event, peer: "http-1", dir: "in", kind: "response", code: 200, bytes: 2, text: "200 ok" },
    { ...event, peer: "http-2", dir: "out", kind: "request", method: "GET", path: "/poll", asked: "held" },
    { ...event, peer: "stream-1", dir: "out", kind: "request", method: "GET", path: "/events", asked: "stream" },
    { ...event, peer: "stream-1", dir: "in", kind: "head", code: 200 },
    { ...event, peer: "stream-1", dir: "in", kind: "event", event: "message", id: "7", bytes: 0 },
  ]);
  expect(unended.map(({ name }) => name)).toEqual(["client-1", "http-2", "stream-1"]);
  expect(views).toMatchObject([
    { name: "client-1", path: "/a", closed: { code: 1006 } },
    { name: "client-2", path: "/", closed: { code: 1001 } },
    { name: "client-3", path: "/", closed: null },
    { name: "http-1", state: "ended", reason: null, answer: { status: 200, body: "ok", bytes: 2 } },
    { name: "http-2", state: "ended", hold: true, answer: null, reason: "the workbook was restarted" },
    { name: "stream-1", state: "ended", status: 200, lastEventId: "7", reason: "the workbook was restarted" },
  ]);
});

test("every close code is explained, including an application's own", () => {
  expect([1000, 1006, 3001, 4001, 2000].map((code) => meaningOf(code).split(/[:,]/)[0])).toEqual([
    "normal closure",
    "abnormal closure",
    "a code that a library or framework has registered",
    "a code of this application's own",
    "a code that no standard gives a meaning",
  ]);
});

/** What a page of another site, or another program, may try against the page's server. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CONSOLE_PROTOCOL } from "../../web/api-console.ts";
import { BODY_LIMIT_BYTES } from "../../web/guard/authorize.ts";
import { courseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";

const atEnd = withTheFile();
let page: Page;
beforeAll(async () => {
  page = await Page.start(await courseFolder(atEnd));
});

const RUN = "/api/lessons/lesson-door/run";
const own = () => ({ "x-workbook-token": page.session.token ?? "", origin: `http://localhost:${page.port}` });

async function errorOf(path: string, asking: Parameters<Page["raw"]>[1] = {}): Promise<string> {
  const { status, text } = await page.raw(path, asking);
  return `${status} ${(JSON.parse(text) as { error: string }).error}`;
}

describe("a request", () => {
  test("of the page itself is accepted", async () => {
    expect((await page.raw(RUN, { method: "POST", headers: own(), body: "{}" })).status).toBe(202);
  });

  test.each(["evil.example", "localhost.evil.example:4321", "127.0.0.1.evil.example", "evil.example@localhost", "x;y"])(
    "with the host %j is refused",
    async (host) => {
      for (const path of ["/", "/api/session", "/api/course"]) {
        const { status, text } = await page.raw(path, { headers: { host } });
        expect([400, 403]).toContain(status);
        expect(text).not.toContain(page.session.token ?? "?");
      }
    },
  );

  test.each(["http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example", "file://"])(
    "from the origin %s is refused, even with the token",
    async (origin) => {
      expect(await errorOf(RUN, { method: "POST", headers: { ...own(), origin }, body: "{}" })).toBe(
        "403 foreign-request",
      );
      expect(await errorOf("/api/session", { headers: { origin } })).toBe("403 foreign-request");
    },
  );

  test("from another site according to Sec-Fetch-Site is refused, except for a link to a page", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await page.raw("/lessons/lesson-door", { headers })).status).toBe(200);
    expect(await errorOf("/api/session", { headers })).toBe("403 foreign-request");
    expect(await errorOf("/", { headers: { ...headers, "sec-fetch-dest": "iframe" } })).toBe("403 foreign-request");
    expect(
      await errorOf("/", { headers: { ...headers, "sec-fetch-site": "same-site", "sec-fetch-dest": "script" } }),
    ).toBe("403 foreign-request");
  });

  test.each([{ token: undefined }, { token: "" }, { token: "A".repeat(32) }])(
    "that changes something with the token $token is refused",
    async ({ token }) => {
      const headers = { origin: own().origin, ...(token === undefined ? {} : { "x-workbook-token": token }) };
      for (const path of [RUN, "/api/lessons/lesson-door/seed", "/api/lessons/lesson-door/sessions/x/replay"])
        expect(await errorOf(path, { method: "POST", headers, body: "{}" })).toBe("403 bad-token");
    },
  );

  test.each([
    "/assets/../../package.json",
    "/assets/..%2f..%2fpackage.json",
    "/assets/%2e%2e/%2e%2e/package.json",
    "/assets/..%5c..%5cpackage.json",
    "/api/lessons/../../package.json",
    "/api/lessons/..%2f..%2fchecks",
    "/api/lessons/lesson-door/runs/..%2f..%2fprogress",
    "/api/lessons/lesson-door/runs/%2e%2e/%2e%2e/%2e%2e/progress.json",
    "/package.json",
    "/.workbook/progress.json",
    "/api/lessons/lesson-door/sessions/..%2f..%2f..%2f..%2fpackage",
    "/api/lessons/lesson-door/sessions/%00",
    "/api/lessons/__proto__",
    "//evil.example/api/course",
  ])("for %s is not found", async (path) => {
    const { status, text } = await page.raw(path);
    expect(status).toBe(404);
    expect(text).not.toContain('"dependencies"');
    expect(text).not.toContain("workbook.progress/1");
  });

  test("with a large body is refused before it is read", async () => {
    const body = JSON.stringify({ name: "x".repeat(BODY_LIMIT_BYTES) });
    expect(await errorOf("/api/lessons/lesson-door/sessions", { method: "POST", headers: own(), body })).toBe(
      "413 too-large",
    );
    // A body without an end has no Content-Length.
    expect(await errorOf(RUN, { method: "POST", headers: { ...own(), "transfer-encoding": "chunked" } })).toBe(
      "400 invalid-input",
    );
  });

  test.each(["", "[]", "null", "{", '{"seed":"1"}', '{"seed":-1}', '{"exercise":9}', '{"seed":1e300}'])(
    "with the body %j is refused as invalid",
    async (body) => {
      expect(await errorOf(RUN, { method: "POST", headers: own(), body })).toBe("400 invalid-input");
    },
  );

  test("that is not HTTP does no harm", async () => {
    const socket = connect(page.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n\0\0\0");
    socket.on("error", () => {});
    await once(socket.resume(), "close");
    expect((await page.raw("/api/course")).status).toBe(200);
  });

  test("of HTTP/1.0 without a Host header is refused", async () => {
    const socket = connect(page.port, "127.0.0.1");
    socket.write("GET /api/session HTTP/1.0\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 403 /);
    socket.destroy();
  });
});

describe("every response", () => {
  test.each(["/", "/api/course", "/api/nothing", "/assets/nothing.js"])("at %s has security headers", async (path) => {
    const { headers } = await page.raw(path);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("contains no script but the page's own", async () => {
    const { text } = await page.raw("/lessons/lesson-door");
    expect(text.match(/<script[^>]*>/g)).toEqual([
      '<script type="application/json" id="workbook-page">',
      expect.stringMatching(/^<script type="module" src="\/assets\/script-[0-9a-f]{12}\.js">$/),
    ]);
    expect(text).not.toMatch(/\son\w+=|\sstyle=/);
  });
});

describe("a WebSocket", () => {
  interface Trying {
    readonly origin?: string;
    readonly host?: string;
    readonly token?: string;
    readonly path?: string;
  }
  async function statusOf({
    origin,
    host,
    token = page.session.token ?? "",
    path = "/api/console/lesson-door",
  }: Trying) {
    const socket = new WebSocket(`ws://127.0.0.1:${page.port}${path}`, [CONSOLE_PROTOCOL, `token.${token}`], {
      ...(origin === undefined ? {} : { origin }),
      headers: host === undefined ? {} : { host },
    });
    socket.on("error", () => {});
    const opened = once(socket, "open").then(() => 101);
    const refused = once(socket, "unexpected-response").then(
      ([, response]) => (response as IncomingMessage).statusCode,
    );
    const status = await Promise.race([opened, refused]);
    socket.terminate();
    opened.catch(() => {});
    refused.catch(() => {});
    return status;
  }

  test("of the page is accepted", async () => {
    expect(await statusOf({ origin: `http://127.0.0.1:${page.port}` })).toBe(101);
  });

  test.each([
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { host: "evil.example" },
    { token: "" },
    { token: "A".repeat(32) },
  ])("with %o is refused", async (trying) => {
    expect(await statusOf(trying)).toBe(403);
  });

  test.each(["/api/console/lesson-roof", "/api/console/..%2flesson-door", "/api/events", "/"])(
    "to %s is not found",
    async (path) => {
      expect(await statusOf({ path })).toBe(404);
    },
  );

  test.each([
    ["what is not JSON", "{"],
    ["an unknown request", '{"type":"run","command":"id"}'],
    ["an invalid client name", '{"type":"open","client":"../x"}'],
    ["a path with a line end", JSON.stringify({ type: "open", path: "/\r\nHost: evil" })],
    ["another host", JSON.stringify({ type: "open", path: "http://evil.example/" })],
    ["a close code that must not be sent", '{"type":"close","client":"client-1","code":1006}'],
    ["an unknown client", '{"type":"send","client":"client-9","text":"x"}'],
    ["a client without a server", '{"type":"open"}'],
  ])("that sends %s gets an error and stays open", async (_, message) => {
    const console_ = await page.console("lesson-door");
    console_.send(message);
    expect((await console_.next("refused")).message).toMatch(/\.$/);
    console_.socket.close();
  });

  test("that sends too large a message is closed", async () => {
    const console_ = await page.console("lesson-door");
    console_.send(JSON.stringify({ type: "send", client: "client-1", text: "x".repeat(200_000) }));
    expect((await once(console_.socket, "close"))[0]).toBe(1009);
  });
});

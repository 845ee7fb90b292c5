/** The solution of Authentication on WebSockets, with pages in a browser and with `ws`: what each of them can and cannot send. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { startSolution } from "./served-solution.ts";

/** The origin that the lesson allows unless it is told otherwise. */
const OUR_ORIGIN = "http://localhost:3000";
/** The same site, another origin. */
const SIBLING_ORIGIN = "http://localhost:5174";
const STRANGE_ORIGIN = "http://stranger.example";

/** Everything that a page or a program learns of a connection, in order. */
interface Story {
  readonly messages: Record<string, unknown>[];
  readonly code: number | null;
}

/** The port of the solution, and a token of Alice's. */
async function startSignedIn(): Promise<{ port: string; token: string }> {
  const address = await startSolution("lesson-ws-auth");
  const answer = await fetch(`http://${address}/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "alice@example.com" }),
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  return { port: address.split(":")[1] ?? "", token: data.token };
}

/** A page of this origin, in a browser of its own that has Alice's cookie for localhost. Nothing but the page's socket leaves it. */
async function pageOf(browser: Browser, origin: string, token: string): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  await context.addCookies([
    { name: "session", value: token, domain: "localhost", path: "/", httpOnly: true, sameSite: "Lax" },
  ]);
  const page = await context.newPage();
  await page.route(`${origin}/**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>page</title>" }));
  await page.goto(`${origin}/`);
  return page;
}

/** Opens a socket in the page, sends these messages, and resolves after `enough` messages or once it is closed. */
async function storyInPage(page: Page, url: string, enough: number, send: readonly object[] = []): Promise<Story> {
  return await page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(url)});
    const messages = [];
    socket.onopen = () => ${JSON.stringify(send)}.forEach((message) => socket.send(JSON.stringify(message)));
    socket.onmessage = ({ data }) => {
      messages.push(JSON.parse(data));
      if (messages.length === ${enough}) resolve({ messages, code: null });
    };
    socket.onclose = ({ code }) => resolve({ messages, code });
  })`);
}

/** The status that refuses a handshake of `ws`. */
async function statusFor(url: string, options: { origin?: string; headers?: Record<string, string> }): Promise<number> {
  const socket = new WebSocket(url, options);
  onTestFinished(() => socket.terminate());
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  return response.statusCode ?? 0;
}

/** The welcome that a handshake of `ws` gets. */
async function welcomeFor(url: string, options: { headers?: Record<string, string> } = {}): Promise<unknown> {
  const socket = new WebSocket(url, options);
  onTestFinished(() => socket.terminate());
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString());
}

const ALICE = { id: "user-alice", name: "Alice" };

describeInBrowser("Authentication on WebSockets", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test("a page of the allowed origin is recognized by its cookie, by its URL and by its first message", async () => {
    const { port, token } = await startSignedIn();
    const url = `ws://localhost:${port}/ws`;
    const page = await pageOf(browser, OUR_ORIGIN, token);
    const byCookie = await storyInPage(page, url, 1);
    expect(byCookie.messages).toMatchObject([{ type: "connected", user: ALICE }]);

    await page.context().clearCookies();
    const byUrl = await storyInPage(page, `${url}?token=${token}`, 1);
    expect(byUrl.messages).toMatchObject([{ type: "connected", user: ALICE }]);
    const byMessage = await storyInPage(page, url, 2, [{ type: "auth", token }]);
    expect(byMessage.messages).toMatchObject([
      { type: "connected", user: null },
      { type: "authenticated", user: ALICE },
    ]);
  });

  test("a page cannot read why it was refused: 401, 403 and 404 are all 1006, a code after the handshake is not", async () => {
    const { port, token } = await startSignedIn();
    const url = `ws://localhost:${port}/ws`;
    const ours = await pageOf(browser, OUR_ORIGIN, token);
    const sibling = await pageOf(browser, SIBLING_ORIGIN, token);
    const strange = await pageOf(browser, STRANGE_ORIGIN, token);
    const refused = { messages: [], code: 1006 };
    expect(await storyInPage(ours, `${url}?token=wrong`, 1)).toEqual(refused);
    expect(await storyInPage(ours, `ws://localhost:${port}/other`, 1)).toEqual(refused);
    expect(await storyInPage(sibling, url, 1)).toEqual(refused);
    expect(await storyInPage(strange, url, 1)).toEqual(refused);

    await ours.context().clearCookies();
    const closed = await storyInPage(ours, url, 2, [{ type: "auth", token: "wrong" }]);
    expect(closed).toMatchObject({ messages: [{ type: "connected", user: null }], code: 4401 });
  });

  test("a browser sends a Lax cookie with the handshakes of a sibling origin, and not with those of another site", async () => {
    const handshakes: IncomingMessage[] = [];
    const recorder = createServer();
    recorder.on("upgrade", (request, socket) => {
      handshakes.push(request);
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    recorder.listen(0, "127.0.0.1");
    onTestFinished(() => void recorder.close());
    await once(recorder, "listening");
    const url = `ws://localhost:${(recorder.address() as AddressInfo).port}/ws`;
    for (const origin of [SIBLING_ORIGIN, STRANGE_ORIGIN])
      await storyInPage(await pageOf(browser, origin, "secret"), url, 1);

    expect(handshakes.map(({ headers }) => [headers.origin, headers.cookie, headers.authorization])).toEqual([
      [SIBLING_ORIGIN, "session=secret", undefined],
      [STRANGE_ORIGIN, undefined, undefined],
    ]);
  });

  test("a client of ws reads the status, sends any cookie, and needs no origin", async () => {
    const { port, token } = await startSignedIn();
    const url = `ws://127.0.0.1:${port}/ws`;
    expect(await welcomeFor(url, { headers: { cookie: `session=${token}` } })).toMatchObject({ user: ALICE });
    expect(await welcomeFor(`${url}?token=${token}`)).toMatchObject({ user: ALICE });
    expect(await statusFor(url, { headers: { cookie: "session=wrong" } })).toBe(401);
    expect(await statusFor(`${url}?token=${token}`, { origin: SIBLING_ORIGIN })).toBe(403);
    expect(await statusFor(`ws://127.0.0.1:${port}/other`, {})).toBe(404);
  });
});

/**
 * A learner's way through a lesson in a real browser: from the starter to 3 of 3 by saving files, with every view on
 * the way. The tests depend on each other: each begins where the one before ended.
 */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "../tools/browser.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "../tools/browser.ts";
import { openWorkbook, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";

const LESSON = "/lessons/lesson-ws";
/** The limit of everything a browser loads before it renders: script and styles together, compressed. */
const BUNDLE_LIMIT_BYTES = 120_000;

describeInBrowser("a learner's way through the page", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;
  const complaints: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    [browser, workbook] = await Promise.all([launchBrowser(), openWorkbook()]);
    page = await newPage();
  });

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  async function newPage(): Promise<Page> {
    const made = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    made.setDefaultTimeout(60_000);
    made.on("pageerror", (error) => complaints.push(String(error)));
    made.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) complaints.push(message.text());
    });
    made.on("request", (request) => {
      if (!/^(?:https?|wss?):/.test(request.url()) || request.url().startsWith(workbook.url)) return;
      foreign.push(request.url());
    });
    return made;
  }

  const status = (text: string | RegExp) =>
    page.getByRole("status").filter({ hasText: text }).waitFor({ state: "attached" });
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

  test("the contents link to the lesson, and the starter's first failure is shown in full", async () => {
    await page.goto(workbook.url);
    await page.getByRole("heading", { name: "Real-Time APIs with @hectoday/http" }).waitFor();
    expect(await page.getByRole("listitem").getByRole("link", { name: "Scaling Real-Time" }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("listitem").getByRole("link", { name: "Building a WebSocket Server" }).click();
    await status("0 of 3 exercises passed, failing: 1.2, 2.1, 3.1");
    const failure = page.locator("#check-1\\.2");
    for (const name of ["sent", "expected", "received", "why", "hint"])
      await failure
        .getByRole("term")
        .filter({ hasText: new RegExp(`^${name}$`) })
        .waitFor();
    await failure.getByText("101 Switching Protocols", { exact: true }).first().waitFor();
    await shows("Why Node needs");
    expect(await violations(page)).toEqual([]);
  });

  test("saving a file updates the exercises, and the remaining failure has a diagram", async () => {
    await workbook.write("near-misses/2.1-crashes");
    await status("2 of 3 exercises passed, failing: 2.1");
    const check = page.locator("#check-2\\.1");
    await check.locator("svg.diagram .is-offending").waitFor();
    await check.locator("svg.diagram .is-missing").waitFor();
    await check.getByRole("link", { name: /ws-server\.ts:\d+$/ }).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${workbook.url}${LESSON}/exercises`);
    await page.locator("#check-2\\.1 svg.diagram").waitFor();
    expect(await movesSideways(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("hints are taken one level at a time, and appear in both tabs", async () => {
    const other = await newPage();
    await other.goto(`${workbook.url}${LESSON}`);
    await other.getByRole("button", { name: "Hint: a question" }).waitFor();
    for (const name of ["Hint: a question", "Next hint: a pointer", "Next hint: the lines to look at"])
      await page.getByRole("button", { name }).click();
    await other.getByText("Hint 3 of 3").waitFor();
    await other.getByText(/^>\s+\d+ .*JSON\.parse/m).waitFor();
    await other.close();
  });

  test("the wire view shows a diagram, payloads and a table, and can be downloaded", async () => {
    await page.goto(`${workbook.url}${LESSON}/wire?check=2.1`);
    const picture = page.getByRole("group", { name: "The conversation of check 2.1" });
    await picture.getByRole("button", { name: /not as expected/ }).waitFor();
    await picture.getByRole("button", { name: /client-1, 101 Switching Protocols/ }).focus();
    const payload = page.getByRole("complementary", { name: "Payload" });
    await payload.getByText("101 Switching Protocols").waitFor();
    // The rows above depend on how busy the machine is: a slow handshake is tried on a second path as well.
    await page.keyboard.press("ArrowUp");
    await payload.getByText(/GET \/(?:ws)? upgrade/).waitFor();
    await page.keyboard.press("ArrowDown");
    await payload.getByText("101 Switching Protocols").waitFor();
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/check=2\.1&event=\d+$/);
    await page.getByRole("cell", { name: "expected, never came" }).waitFor();
    for (const [kind, start] of [
      ["SVG", "<?xml"],
      ["JSONL", '{"at":'],
    ] as const) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: kind, exact: true }).click(),
      ]);
      expect(await readFile(await file.path(), "utf8")).toContain(start);
    }
    expect(await violations(page)).toEqual([]);
  });

  test("a reload and a restart of the workbook lose nothing", async () => {
    await page.reload();
    const payload = page.getByRole("complementary", { name: "Payload" });
    await payload.getByText("101 Switching Protocols").waitFor();
    await workbook.stop();
    await shows("Reconnecting…");
    await payload.getByText("101 Switching Protocols").waitFor();
    await page.getByText("2 of 3 exercises").waitFor();
    await workbook.start();
    await page.getByText("Reconnecting…").waitFor({ state: "detached" });
    await workbook.write("near-misses/3.1-echo");
    await status("2 of 3 exercises passed, failing: 3.1");
  });

  test("the console talks to the learner's server, and a conversation is saved and replayed", async () => {
    await page.goto(`${workbook.url}${LESSON}/console`);
    await page.getByRole("button", { name: "Start server" }).click();
    await page.getByText(/^running, port \d+$/).waitFor();
    await page.getByRole("textbox", { name: /Message/ }).fill("too early");
    await page.keyboard.press("Enter");
    await shows("No client is connected: connect one, then send this message again.");
    await page.getByRole("button", { name: "Connect a client" }).click();
    const frames = page.getByRole("region", { name: "Frames" });
    await frames.getByText('{"type":"connected","message":"WebSocket connected"}').waitFor();
    await page.getByRole("button", { name: 'send {"type":"ping"}' }).click();
    await frames.getByText('{"type":"pong"}').waitFor();
    await page.getByRole("textbox", { name: /Message/ }).fill('{"type":"dance"}');
    await page.keyboard.press("Enter");
    await frames.getByRole("row", { name: /received.*dance/ }).waitFor();
    await page.getByRole("button", { name: "close client-1" }).click();
    await page.getByRole("group", { name: "Clients" }).getByText("closed 1000").waitFor();
    await page.getByRole("region", { name: "Lines of the server log" }).getByText("WebSocket connected: /").waitFor();
    await page.getByLabel("name").fill("first words");
    await page.getByRole("button", { name: "Save this conversation" }).click();
    await page.getByRole("button", { name: "replay first words", exact: true }).click();
    await shows("Nothing differs");
    expect(await page.getByRole("button", { name: "replay with the solution first words" }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  test("the crash of the server is in its log, with the location in the file", async () => {
    await workbook.write("near-misses/2.1-crashes");
    await shows(/^Restarted, because .*ws-server\.ts was saved\.$/);
    await page.getByText(/^running, port \d+$/).waitFor();
    await page.getByRole("button", { name: "connect again client-1" }).click();
    await page.getByRole("button", { name: "ping client-1" }).waitFor();
    await page.getByRole("textbox", { name: /Message/ }).fill("hello");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("group", { name: "Clients" }).getByText("closed 1006").waitFor();
    await page
      .getByRole("region", { name: "Lines of the server log" })
      .getByRole("link", { name: /ws-server\.ts:\d+/ })
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Picture" }).click();
    await page.getByRole("group", { name: "The conversation of the console" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("passing the last exercise unlocks the comparison and a replay with the solution", async () => {
    await page.goto(`${workbook.url}${LESSON}/compare`);
    await shows("opens when every exercise has passed");
    await workbook.write("variants/error-field");
    await status("3 of 3 exercises passed");
    await page.locator(".diff-sides td.diff-removed").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Unified" }).click();
    await page.locator(".diff-unified td.diff-added").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${workbook.url}${LESSON}/console`);
    await page.getByRole("button", { name: "replay with the solution first words" }).click();
    await page.getByRole("heading", { name: "first words, replayed with the solution" }).waitFor();
    await shows(/\d+ differences?/);
  });

  test("the keyboard alone suffices from the contents to the answered question", async () => {
    await page.goto(workbook.url);
    await tabTo(page, "Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo(page, "Building a WebSocket Server");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Building a WebSocket Server" }).waitFor();
    await tabTo(page, "Run again");
    await Promise.all([page.waitForResponse(/\/run$/), page.keyboard.press("Enter")]);
    await tabTo(page, "Wire");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /HTTP still works/ }).waitFor();
    await tabTo(page, /GET \/health/);
    await page.keyboard.press("ArrowDown");
    await page.getByRole("complementary", { name: "Payload" }).getByText("200").first().waitFor();
    await page.keyboard.press("Enter");
    await tabTo(page, "Skip to the content");
    await tabTo(page, "Question");
    await page.keyboard.press("Enter");
    await page.getByRole("radio").first().waitFor();
    await tabTo(page, /^a ?Node lets/);
    await page.keyboard.press("Space");
    await tabTo(page, "Answer");
    await page.keyboard.press("Enter");
    await shows("Not yet: choose again.");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await shows("Answered right.");
    expect(await page.locator(".explanation").count()).toBe(4);
    expect(await violations(page)).toEqual([]);
  });

  test("the keyboard alone suffices to restart a server, and to hold, save and replay a conversation", async () => {
    await tabTo(page, "Skip to the content");
    await tabTo(page, "Console");
    await page.keyboard.press("Enter");
    await tabTo(page, "Stop server");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Start server" }).waitFor();
    // The same button still has the focus.
    await page.keyboard.press("Enter");
    await page.getByText(/^running, port \d+$/).waitFor();
    await tabTo(page, "Connect a client");
    await page.keyboard.press("Enter");
    const frames = page.getByRole("region", { name: "Frames" });
    // The frames still show the welcomes of earlier clients: only its buttons say that this one is connected.
    await page.getByRole("button", { name: /^ping client-\d+$/ }).waitFor();
    await tabTo(page, /^Message/);
    await page.keyboard.type('{"type":"sing"}');
    await page.keyboard.press("Enter");
    await frames.getByRole("row", { name: /received.*sing/ }).waitFor();
    // The message that was sent is recalled and sent again.
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await frames
      .getByRole("row", { name: /received.*sing/ })
      .nth(1)
      .waitFor();
    await tabTo(page, "name");
    await page.keyboard.type("typed words");
    await page.keyboard.press("Enter");
    await tabTo(page, "replay typed words");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "typed words, replayed with your server" }).waitFor();
    await tabTo(page, "delete typed words");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "keep typed words" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "delete typed words" }).waitFor({ state: "detached" });
    await tabTo(page, "Stop server");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Start server" }).waitFor();
  });

  test("the page is small, requests no other host, violates no content security policy, and leaves no process", async () => {
    const sizes = await page.evaluate<number[]>(
      `performance.getEntriesByType("resource").filter(({ name }) => /\\.(js|css)$/.test(name)).map(({ encodedBodySize }) => encodedBodySize)`,
    );
    expect(sizes).toHaveLength(2);
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(BUNDLE_LIMIT_BYTES);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await workbook.stop();
    expect(await workbook.isQuiet()).toBe(true);
  });
});

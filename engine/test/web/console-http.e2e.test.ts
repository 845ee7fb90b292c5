/** The console of a lesson whose transports are HTTP and event streams, in a real browser. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { openWorkbook, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";
import { STREAMING_SERVER } from "./streaming-server.ts";

const CONSOLE = "/lessons/lesson-ws/console";
const OFFERS = `requests: [
    { label: "create a task", method: "POST", path: "/tasks", json: { title: "write" } },
    { label: "wait for news", method: "GET", path: "/poll", hold: true },
    { label: "an answer in parts", method: "GET", path: "/parts" },
  ],
  streams: [{ label: "what happens to tasks", path: "/events" }],`;

describeInBrowser("the console over HTTP", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, workbook] = await Promise.all([launchBrowser(), openWorkbook({ prepare: speakHttp })]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${workbook.url}${CONSOLE}`);
    await page.getByRole("button", { name: "Start server" }).click();
    await page.getByText(/^running, port \d+$/).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  const requests = () => page.getByRole("region", { name: "Requests" });
  const streams = () => page.getByRole("region", { name: "Event streams" });
  const frames = () => page.getByRole("region", { name: "Frames" });

  test("offers the transports of which the lesson lists something, and no other", async () => {
    await requests().waitFor();
    await streams().waitFor();
    expect(await page.getByRole("button", { name: "Connect a client" }).count()).toBe(0);
    expect(await page.getByRole("textbox", { name: /^Message/ }).count()).toBe(0);
  });

  test("a listed request is put into the form, changed, sent and answered in full", async () => {
    await requests().getByRole("button", { name: "POST /tasks", exact: true }).click();
    expect(await page.getByRole("textbox", { name: "Path", exact: true }).inputValue()).toBe("/tasks");
    await page.getByRole("textbox", { name: /^body/ }).fill('{"title":"changed"');
    await page.getByText("This is not JSON.").waitFor();
    await page.getByRole("textbox", { name: /^body/ }).fill('{"title":"changed"}');
    await page.getByRole("button", { name: "Send request" }).click();
    const answer = page.getByRole("group", { name: "Answer to http-1" });
    await answer.getByText(/^status 201, 19 B, after [\d.]+ ms$/).waitFor();
    await answer.getByText('"title": "changed"').waitFor();
    await answer.getByText(/^\d headers$/).click();
    await answer.getByText("x-tasks").waitFor();
    await frames().getByText('201 {"title":"changed"}').waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: 'http-1 received 201 {"title":"changed"}' })
      .waitFor({ state: "attached" });
    expect(await violations(page)).toEqual([]);
  });

  test("a held request is shown as held until it is aborted or answered, and an answer in parts as it comes", async () => {
    await requests().getByRole("button", { name: "hold GET /poll, wait for news" }).click();
    await requests().getByText("held", { exact: true }).waitFor();
    await page.getByRole("status").filter({ hasText: "http-1 is held" }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "abort http-1" }).click();
    await requests().getByText("given up").waitFor();
    await requests().getByRole("button", { name: "hold GET /poll, wait for news" }).click();
    await page.getByRole("button", { name: "abort http-1" }).waitFor();
    await requests().getByRole("button", { name: "send POST /tasks, create a task" }).click();
    await page.getByRole("group", { name: "Answer to http-1" }).getByText('"tasks": [').waitFor();
    await requests().getByRole("button", { name: "send GET /parts, an answer in parts" }).click();
    await frames().getByText("the end of the answer").waitFor();
  });

  test("a stream shows what comes, and is opened again after its last event at a click", async () => {
    await streams().getByRole("button", { name: "open /events, what happens to tasks" }).click();
    await frames().getByText("comment : welcome").waitFor();
    await frames().getByText("retry: 2500 ms").waitFor();
    await requests().getByRole("button", { name: "send POST /tasks, create a task" }).click();
    await frames()
      .getByText(/^created, id \d+: \{"title":"write"\}$/)
      .waitFor();
    await page.getByRole("button", { name: "close stream-1" }).click();
    await streams().getByText("ended: closed").waitFor();
    await page.getByRole("button", { name: /^reconnect with Last-Event-ID \d+ stream-1$/ }).click();
    await frames()
      .getByText(/^after \d+$/)
      .waitFor();
    await streams().getByRole("button", { name: "open /events, what happens to tasks" }).click();
    await page.getByRole("button", { name: "close stream-2" }).waitFor();
    await frames().getByRole("link", { name: "200 text/event-stream" }).first().click();
    const detail = page.locator(".event-detail");
    await detail.getByText(/headers$/).click();
    await detail.getByText("content-type", { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("fits a narrow screen, and the picture shows the stream", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await movesSideways(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("link", { name: "Picture" }).click();
    await page.getByRole("group", { name: "The conversation of the console" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Frames" }).click();
  });

  test("what was open has ended after a save, and a saved conversation is replayed", async () => {
    await writeFile(path.join(workbook.root, "lessons/lesson-ws/server.ts"), `${STREAMING_SERVER}// saved\n`);
    await page.getByText(/^Restarted, because .*server\.ts was saved\.$/).waitFor();
    for (const name of ["stream-1", "stream-2"])
      await streams()
        .getByRole("listitem")
        .filter({ hasText: name })
        .getByText(/^ended: /)
        .waitFor();
    await page.getByText(/^running, port \d+$/).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await streams().getByRole("button", { name: "open /events, what happens to tasks" }).click();
    await frames().getByText("after none").waitFor();
    await requests().getByRole("button", { name: "send POST /tasks, create a task" }).click();
    await frames()
      .getByText(/^created, id 1/)
      .waitFor();
    await page.getByLabel("name").fill("over HTTP");
    await page.getByRole("button", { name: "Save this conversation" }).click();
    await page.getByRole("button", { name: "replay over HTTP", exact: true }).click();
    await page.getByText("Nothing differs").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("region", { name: "Replay of stream-1" }).waitFor();
  });

  test("by keyboard alone: a request held and given up, a stream opened and closed", async () => {
    await page.reload();
    await tabTo(page, "Path");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("/poll");
    await tabTo(page, "hold: wait without a limit");
    await page.keyboard.press("Space");
    await tabTo(page, "Send request");
    await page.keyboard.press("Enter");
    await tabTo(page, /^abort http-\d$/);
    await page.keyboard.press("Enter");
    await requests().getByText("given up").waitFor();
    await tabTo(page, "path of the stream");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("/events");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "close stream-2" }).waitFor();
    await tabTo(page, "close stream-2");
    await page.keyboard.press("Enter");
    await streams().getByRole("listitem").filter({ hasText: "stream-2" }).getByText("ended: closed").waitFor();
    expect(complaints).toEqual([]);
  });
});

/** Makes lesson-ws one over HTTP: what it lists, and the learner's server. */
async function speakHttp(root: string): Promise<void> {
  const definition = path.join(root, "checks/lesson-ws/lesson.ts");
  const text = await readFile(definition, "utf8");
  await writeFile(definition, text.replace(/messages: \[.*?\n {2}\],/s, OFFERS));
  await writeFile(path.join(root, "lessons/lesson-ws/server.ts"), STREAMING_SERVER);
}

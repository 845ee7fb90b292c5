/** The switch of the console's network in a real browser, with the solution of a lesson on event streams behind it. */
import { cp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NETWORK_NAMES, NETWORKS } from "../../network/networks.ts";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { openWorkbook, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";

const LESSON = "lesson-sse-events";

describeInBrowser("the console's network", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const prepare = (root: string) =>
      cp(path.join(root, "solutions", LESSON), path.join(root, "lessons", LESSON), {
        recursive: true,
        filter: (file) => !file.endsWith(".md"),
      });
    [browser, workbook] = await Promise.all([launchBrowser(), openWorkbook({ prepare })]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${workbook.url}/lessons/${LESSON}/console`);
    await page.getByRole("button", { name: "Start server" }).click();
    await page.getByText(/^running, port \d+$/).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  const choice = () => page.getByRole("combobox", { name: "Network between clients and server" });
  const frames = () => page.getByRole("region", { name: "Frames" });
  const streams = () => page.getByRole("region", { name: "Event streams" });

  async function createTask(): Promise<void> {
    await page.getByRole("button", { name: /^send POST \/tasks/ }).click();
    await page
      .getByRole("group", { name: "Answer to http-1" })
      .getByText(/^status 201/)
      .waitFor();
  }

  /** The server restarts at once when this network is chosen; another one keeps it running for as long as a test needs. */
  async function restartServer(): Promise<void> {
    const restarts = frames().getByText("network: the server is stopped and started again");
    const before = await restarts.count();
    await choice().selectOption("server-restarts");
    await restarts.nth(before).waitFor();
    await page.getByText(/^running, port \d+$/).waitFor();
    await choice().selectOption("good");
  }

  test("each network is explained as it is chosen, and is part of the conversation", async () => {
    for (const name of NETWORK_NAMES.toReversed()) {
      await choice().selectOption(name);
      await page.locator("#network-does").getByText(`${name}: ${NETWORKS[name]}`).waitFor();
      await frames().getByText(`network: ${name} from now on: ${NETWORKS[name]}`).waitFor();
      await page.getByText(/^running, port \d+$/).waitFor();
    }
    expect(await violations(page)).toEqual([]);
  });

  test("a stream that a restart of the server has ended resumes after its last event, with the board kept", async () => {
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Nothing has gone over the wire.").waitFor();
    await restartServer();
    await page
      .getByRole("button", { name: /^open \/boards\/board-1\/events/ })
      .first()
      .click();
    await frames().getByText('{"type":"connected"}').waitFor();
    await createTask();
    await frames()
      .getByText(/^task_created, id 1: /)
      .waitFor();
    await restartServer();
    await streams()
      .getByText(/^ended: /)
      .waitFor();
    await createTask();
    await page.getByRole("button", { name: "reconnect with Last-Event-ID 1 stream-1" }).click();
    await frames()
      .getByText(/^task_created, id 2: /)
      .waitFor();
  });

  test("offline at a click, by keyboard, is announced and shown in the picture", async () => {
    await page.reload();
    await tabTo(page, `Offline for 5 s`);
    await page.keyboard.press("Enter");
    await frames()
      .getByText(/^network: offline for 5 s/)
      .waitFor();
    await page.getByRole("status").filter({ hasText: "network: online again" }).waitFor({ state: "attached" });
    await frames().getByText("network: online again").last().waitFor();
    await page.getByRole("link", { name: "Picture" }).click();
    const picture = page.getByRole("group", { name: "The conversation of the console" });
    await picture.locator("g.is-network").first().waitFor({ state: "attached" });
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await movesSideways(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

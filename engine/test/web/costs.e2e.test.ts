/** The cost board in a real browser: measured, drawn, saved, and stopped when its reader leaves. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { inFolder, until } from "../grade/processes.ts";
import { openWorkbook, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";

const COSTS = "/lessons/lesson-choosing/costs";
const WAIT_MS = 100_000;

describeInBrowser("the cost board", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;

  beforeAll(async () => {
    [browser, workbook] = await Promise.all([launchBrowser(), openWorkbook()]);
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  });

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  test("with the keyboard alone, the four ways of the learner's server are measured and drawn", async () => {
    await page.goto(workbook.url + COSTS);
    await page.getByRole("heading", { name: "What each way costs" }).waitFor();
    await tabTo(page, "clients");
    await page.keyboard.type("3");
    await tabTo(page, "seconds");
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    const table = page.getByRole("region", { name: "Table of the costs" });
    await table.getByRole("columnheader", { name: "WebSocket" }).waitFor({ timeout: WAIT_MS });
    const requests = await table
      .getByRole("row", { name: /^requests/ })
      .getByRole("cell")
      .allTextContents();
    // Each stream and each WebSocket begins with one request, and polling needs more.
    expect(requests.slice(2)).toEqual(["3", "3"]);
    expect(Number(requests[1])).toBeGreaterThan(3);
    await page.getByRole("img", { name: /3 clients, 5 updates a second for 2 s/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await movesSideways(page)).toBe(false);
  });

  test("the numbers are saved as CSV", async () => {
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe("costs.csv");
  });

  test("a number out of its range is refused by the form", async () => {
    await page.getByRole("spinbutton", { name: "clients" }).fill("5000");
    await page.getByRole("button", { name: "Measure" }).click();
    expect(await page.evaluate<boolean>(`document.querySelector("input:invalid") !== null`)).toBe(true);
    expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
    await page.getByRole("spinbutton", { name: "clients" }).fill("3");
  });

  test("leaving the view ends the measuring and its server", async () => {
    await page.getByRole("button", { name: "Measure" }).click();
    await page.getByText("Measuring: long polling.").waitFor({ timeout: WAIT_MS });
    await page.getByRole("link", { name: "Wire" }).click();
    const measuring = () => inFolder(workbook.root).filter(({ command }) => command.includes("cost.mjs"));
    expect(await until(() => measuring().length === 0, 15_000)).toBe(true);
    await workbook.stop();
    expect(await workbook.isQuiet()).toBe(true);
  });
});

/** The questions about a learner's own run, in a real browser, with the keyboard alone. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { openWorkbook, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";

const QUESTIONS = "/lessons/lesson-ws/question";

describeInBrowser("predicting what comes next", () => {
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

  test("before a pass, the page says when there is something to predict", async () => {
    await page.goto(workbook.url + QUESTIONS);
    await page.getByText("Once all exercises pass, you can predict what comes next in your own run.").waitFor();
  });

  test("after a pass, each exercise has one question, and a wrong answer is explained without the right one", async () => {
    await workbook.write("solution");
    await page.getByRole("heading", { name: "Check 1.5" }).waitFor();
    const questions = page.locator(".prediction");
    await expect.poll(() => questions.count()).toBe(3);
    await page.getByText('client-1 sends {"type":"ping"}', { exact: false }).first().waitFor();
    await tabTo(page, "Picture of check 1.5");
    await tabTo(page, /none of them|client/);
    await choose(page, "none of them");
    const first = questions.first();
    await first.getByText("Not yet: choose again.").waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: "Not right. In your run client-1 received it." })
      .waitFor({ state: "attached" });
    expect(await first.locator(".explanation").count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(await movesSideways(page)).toBe(false);
  });

  test("the right answer explains all of them, and is kept", async () => {
    // Only the client that pinged gets the pong.
    const first = page.locator(".prediction").first();
    await first.getByRole("radio", { name: /^.\s*client-1$/ }).check();
    await first.getByRole("button", { name: "Answer" }).click();
    await first.getByText("Answered right.").waitFor();
    expect(await first.locator(".explanation").count()).toBe(4);
    await page.reload();
    await first.getByText("Answered right.").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

/** Moves among the choices of the focused question with the arrow keys, and submits. */
async function choose(page: Page, text: string): Promise<void> {
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press("ArrowDown");
    const marked = await page.evaluate<string>(`document.activeElement?.labels?.[0]?.textContent ?? ""`);
    if (marked.includes(text)) return await page.keyboard.press("Enter");
  }
  throw new Error(`There is no choice ${text}.`);
}

/** The page of a reader who has done nothing yet, in a real browser. */
import { expect, onTestFinished, test } from "vitest";
import { recordAnswer } from "../../state/progress.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";
import { describeInBrowser, launchBrowser } from "../tools/browser.ts";
import { openWorkbook } from "./open-workbook.ts";
import { movesSideways, violations } from "./page-checks.ts";

/** Where the screenshots go, for those who want to look at them. */
const SHOTS = process.env["SCREENSHOT_DIR"];

describeInBrowser("the first visit", () => {
  test("says where to begin until something is done, in both colour schemes and on a phone", async () => {
    const [browser, opened] = await Promise.all([launchBrowser(), openWorkbook()]);
    onTestFinished(async () => {
      await browser.close();
      await opened.close();
    });
    const workbook = workbookAt(opened.root);
    const [first] = lessonsOf(workbook, await readCourse(workbook));
    if (first === undefined) throw new Error("the course has no lesson");
    const begin = `Lesson ${first.number}: ${first.title}`;

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(opened.url);
      await page.getByRole("region", { name: "Where to begin" }).getByRole("link", { name: begin }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await movesSideways(page)).toBe(false);
      if (SHOTS === undefined) continue;
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${SHOTS}/first-time-${colorScheme}-${width}.png` });
      }
    }

    await page.getByRole("link", { name: begin }).click();
    await page.getByRole("heading", { level: 1, name: first.title }).waitFor();

    await recordAnswer(workbook, first.slug, "a", false);
    await page.goto(opened.url);
    await page.getByText(/^0 of \d+ lessons passed, about \d+ h/).waitFor();
    expect(await page.getByText("Where to begin").count()).toBe(0);
  });
});

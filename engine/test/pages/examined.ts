/** Checks a self-contained page in a real browser: accessibility, screen widths, themes, and no requests. */
import { axe } from "../tools/axe.ts";
import type { Browser, Page } from "../tools/browser.ts";
import { expect } from "vitest";

const HEIGHT = 900;
/** Rules that depend on colours or width are checked in every view, the others only in one, because they take long. */
const ON_VIEW = "{ runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] }";
const VIEWS = [
  { width: 360, colorScheme: "light", rules: "{}" },
  { width: 360, colorScheme: "dark", rules: ON_VIEW },
  { width: 1280, colorScheme: "light", rules: ON_VIEW },
  { width: 1280, colorScheme: "dark", rules: ON_VIEW },
] as const;

/** A page of this HTML. Everything it requests, logs or throws is recorded. */
export async function opened(browser: Browser, html: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT } });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url === ADDRESS) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    complaints.push(`request: ${url}`);
    return route.abort();
  });
  await page.goto(ADDRESS);
  return { page, complaints };
}

/** No server is there: the test supplies the page. */
const ADDRESS = "http://page.invalid/";

/** Asserts the rules for every page, narrow and wide, light and dark, with everything unfolded. */
export async function expectGoodPage(browser: Browser, html: string): Promise<void> {
  const { page, complaints } = await opened(browser, html);
  await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
  await page.evaluate(axe.source);
  for (const { width, colorScheme, rules } of VIEWS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate<Violation[]>(
      `axe.run(${rules}).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => target + ': ' + failureSummary) })))`,
    );
    expect(found, `axe at ${width} px, ${colorScheme}`).toEqual([]);
    // Wide content scrolls inside its own box.
    expect(await page.evaluate("document.documentElement.scrollWidth"), "width of the page").toBe(width);
  }
  expect(complaints).toEqual([]);
  await page.close();
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** Asserts that untrusted text was rendered only as text. */
export async function expectOnlyText(page: Page): Promise<void> {
  const foreign = await page.evaluate(
    "[...document.querySelectorAll('script, img, iframe, object, embed, form, base, link, [style], [onerror], [onload], [onclick]')].map(({ outerHTML }) => outerHTML.slice(0, 200))",
  );
  expect(foreign).toEqual([]);
  const elsewhere = await page.evaluate(
    "[...document.querySelectorAll('[href], [src]')].map((element) => element.getAttribute('href') ?? element.getAttribute('src')).filter((to) => !to.startsWith('#') || document.getElementById(to.slice(1)) === null)",
  );
  expect(elsewhere).toEqual([]);
}

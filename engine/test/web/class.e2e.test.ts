/**
 * The workbook of a course with access codes, in a real browser: entering a code, and an instructor's view of a class.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Browser, Page } from "../tools/browser.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "../tools/browser.ts";
import { openWorkbook, START, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, violations } from "./page-checks.ts";
import { writeServer } from "../write-server.ts";

const LEARNERS_CODE = "open-sesame";
const INSTRUCTORS_CODE = "chalk-and-board";
/** The submissions: one that passes, one that does not, and one whose name contains HTML. */
const CLASS = {
  ada: "solution",
  grace: "near-misses/2.1-crashes",
  "<img src=x>": "near-misses/3.1-echo",
} as const;

describeInBrowser("a course with codes", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;

  beforeAll(async () => {
    const env = { WORKBOOK_ACCESS_CODE: LEARNERS_CODE, WORKBOOK_INSTRUCTOR_CODE: INSTRUCTORS_CODE };
    [browser, workbook] = await Promise.all([
      launchBrowser(),
      openWorkbook({ env, prepare: gradedClass, flags: ["--grades", "grades"] }),
    ]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  });

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  test("the page asks for the access code, remembers a correct one, and forgets it on leaving", async () => {
    await page.goto(`${workbook.url}/lessons/lesson-ws/wire`);
    await page.getByRole("heading", { name: "Enter your access code" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("textbox", { name: "Access code" }).fill("sesame");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Invalid code").waitFor();
    await page.getByRole("textbox", { name: "Access code" }).fill(LEARNERS_CODE);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Building a WebSocket Server" }).waitFor();
    expect(await page.getByRole("link", { name: "Class" }).count()).toBe(0);
    await page.reload();
    await page.getByRole("heading", { name: "Building a WebSocket Server" }).waitFor();
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { name: "Enter your access code" }).waitFor();
  });

  test("the instructors' code opens the class with its failures and conversations", async () => {
    await page.getByRole("textbox", { name: "Access code" }).fill(INSTRUCTORS_CODE);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Class" }).click();
    await page.getByText("3 lines.").waitFor();
    expect(await page.locator("tbody img").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("combobox", { name: "Failed" }).selectOption("2.1");
    await page.getByText("1 of 3 lines").waitFor();
    expect(page.url()).toContain("failing=2.1");
    await page.getByRole("link", { name: "grace" }).click();
    await page.getByText("2 of 3 exercises passed, failing: 2.1").first().waitFor();
    await page.locator("svg.diagram .is-offending").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Compare with the solution" }).click();
    await page.locator(".diff-sides td.diff-removed").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await movesSideways(page)).toBe(false);
    await page.goto(`${workbook.url}/class`);
    await page.getByText("3 lines.").waitFor();
    expect(await movesSideways(page)).toBe(false);
  });
});

/** Writes a class into `class/` and grades it into `grades/`. */
async function gradedClass(root: string): Promise<void> {
  for (const [name, server] of Object.entries(CLASS)) {
    const folder = path.join(root, "class", name);
    await writeServer(server, folder);
  }
  const { PATH, HOME } = process.env;
  const words = ["grade", "lesson-ws", "class", "--output", "grades"];
  const grading = spawn(process.execPath, [START, ...words], {
    cwd: root,
    env: { PATH, HOME, TMPDIR: path.join(root, "tmp"), WORKBOOK_ROOT: root },
    stdio: "ignore",
  });
  await once(grading, "exit");
}

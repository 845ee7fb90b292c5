/** Grading a class on its page, in a real browser: everybody in it, decisions, points and comments, hidden names. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pseudonyms } from "../../batch/pseudonyms.ts";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { writeServer } from "../write-server.ts";
import { openWorkbook, START, type OpenWorkbook } from "./open-workbook.ts";
import { movesSideways, tabTo, violations } from "./page-checks.ts";

const POLICY = { schema: "workbook.grading/1", points: 30, overrides: { s4: { points: 5, by: "B. Teacher" } } };
const ROSTER = [
  "folder,id,name,email",
  "one,s1,Zoë Example,zoe@example.org",
  "two,s2,Søren Sample,soren@example.org",
  "three,s3,<b>Łukasz</b> Probe,lukasz@example.org",
  "four,s4,Alex Quota,alex@example.org",
  ",s5,Absent Person,absent@example.org",
];

describeInBrowser("a class on its page", () => {
  let browser: Browser;
  let workbook: OpenWorkbook;
  let page: Page;
  const names = () => page.locator("tbody th a").allTextContents();
  const policy = async () =>
    JSON.parse(await readFile(path.join(workbook.root, "grading.json"), "utf8")) as typeof POLICY;
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const graded = () => page.getByText("Grading…").waitFor({ state: "detached" });

  beforeAll(async () => {
    [browser, workbook] = await Promise.all([
      launchBrowser(),
      openWorkbook({ prepare: gradedClass, flags: ["--grades", "grades"] }),
    ]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await workbook.close();
  });

  test("shows everybody by name, what to decide, and who handed in the same", async () => {
    await page.goto(`${workbook.url}/class`);
    await page.getByText("4 handed in, 2 passed every exercise; 1 needs a decision; 1 handed in nothing.").waitFor();
    expect(await names()).toEqual([
      "Zoë Example",
      "Absent Person",
      "<b>Łukasz</b> Probe",
      "Alex Quota",
      "Søren Sample",
    ]);
    expect(await page.locator("main b").count()).toBe(0);
    await page.getByRole("heading", { name: "Needs a decision: 1" }).waitFor();
    await page.getByText("server.ts is in 2 places: v1 and v2").first().waitFor();
    const alike = page.getByRole("region", { name: "Look at these together" });
    expect(await alike.getByRole("link").allTextContents()).toEqual(["Zoë Example", "Søren Sample"]);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await movesSideways(page)).toBe(false);
    expect(
      await page.evaluate("document.querySelector('.grid').scrollWidth > document.querySelector('.grid').clientWidth"),
    ).toBe(false);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("sorts and filters by name, score, exercise and cause, and goes through what is shown with the arrow keys", async () => {
    const sort = async (by: string | RegExp) => page.getByRole("link", { name: by }).first().click();
    await sort("Score");
    expect((await names()).slice(-2)).toEqual(["Zoë Example", "Søren Sample"]);
    await sort(/^Score ?, sorted ascending$/);
    expect((await names())[0]).toBe("Søren Sample");
    await sort("Cause");
    expect((await names())[0]).toBe("<b>Łukasz</b> Probe");
    const failed = page.getByRole("combobox", { name: "Failed" });
    await failed.selectOption("exercise-2");
    expect(await names()).toEqual(["<b>Łukasz</b> Probe"]);
    await failed.selectOption({
      label: (await failed.locator("optgroup[label=Causes] option").allTextContents())[0] ?? "",
    });
    await page.getByText("1 of 5 lines").waitFor();
    await page.getByRole("link", { name: "Show everybody" }).click();
    await page.getByRole("combobox", { name: "Score" }).selectOption({ label: "passed every exercise (2)" });
    await page.getByRole("link", { name: "Søren Sample" }).first().click();
    await page.getByText("2 of 2").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("heading", { name: "Zoë Example" }).waitFor();
    await page.getByRole("textbox", { name: "Comment" }).press("ArrowRight");
    await page.getByRole("heading", { name: "Zoë Example" }).waitFor();
    await page.getByRole("link", { name: "Building a WebSocket Server: the class" }).click();
    await page.getByText("2 of 5 lines").waitFor();
  });

  test("writes points and a comment to grading.json, and keeps what was written there meanwhile", async () => {
    await page.goto(`${workbook.url}/class/three`);
    await page.getByText("20 of 30").first().waitFor();
    const comment = page.getByRole("textbox", { name: "Comment" });
    await comment.fill("Half");
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "Alex Quota" }).waitFor();
    expect(await comment.inputValue()).toBe("");
    await page.getByRole("link", { name: "Building a WebSocket Server: the class" }).click();
    await page.getByRole("row", { name: /Łukasz.*typed, not saved/ }).waitFor();
    await page
      .getByRole("link", { name: /Łukasz/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Probe" }).waitFor();
    expect(await comment.inputValue()).toBe("Half");
    await tabTo(page, "To points and comment");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("points");
    await page.keyboard.type("25.5");
    await page.getByRole("textbox", { name: "Comment" }).fill("Shown in class. <i>Well</i> explained.");
    await page.getByRole("textbox", { name: "Decided by" }).fill("A. Teacher");
    // By hand, while the form is open: another student's points, and a due date.
    await write("grading.json", {
      ...POLICY,
      due: "2030-01-01T00:00:00Z",
      overrides: { s1: { points: 29, by: "Hand" } },
    });
    await page.getByRole("textbox", { name: "Comment" }).press("Control+Enter");
    await page.getByRole("heading", { name: "Alex Quota" }).waitFor();
    expect(await policy()).toEqual({
      ...POLICY,
      due: "2030-01-01T00:00:00Z",
      overrides: {
        s1: { points: 29, by: "Hand" },
        s3: { points: 25.5, comment: "Shown in class. <i>Well</i> explained.", by: "A. Teacher" },
      },
    });
    await page.goto(`${workbook.url}/class/three`);
    await page.getByText("2 of 3: set to 25.5 of 30 by A. Teacher").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("asks before it replaces what another tab or an editor wrote about the same student", async () => {
    const other = await browser.newPage();
    await other.goto(`${workbook.url}/class/three`);
    const comment = page.getByRole("textbox", { name: "Comment" });
    await comment.fill("Typed here");
    await other.getByRole("spinbutton", { name: "Points" }).fill("7");
    await other.getByRole("button", { name: "Save", exact: true }).click();
    await other.getByText("set to 7 of 30").waitFor();
    await page.getByText(/grading\.json was changed meanwhile and says: 7 points/).waitFor();
    expect(await comment.inputValue()).toBe("Typed here");
    await button("Save").first().click();
    await page.getByRole("alert").filter({ hasText: "was changed meanwhile" }).waitFor();
    expect((await policy()).overrides).toMatchObject({ s3: { points: 7 } });
    await button("Replace that with mine").click();
    await button("Save").first().click();
    await other.getByText("25.5 of 30").first().waitFor();
    expect((await policy()).overrides).toMatchObject({ s3: { points: 25.5, comment: "Typed here" } });
    await button("Take back").click();
    await page.getByText("20 of 30").first().waitFor();
    expect(Object.keys((await policy()).overrides)).toEqual(["s1"]);
    await other.close();
  });

  test("compares with the solution what was handed in as an archive or in a folder of its own", async () => {
    await page.getByRole("link", { name: "Compare with the solution" }).click();
    await page.locator(".diff-sides td.diff-removed").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await movesSideways(page)).toBe(false);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("settles what needs a decision while the class is graded, takes that back, and writes the reports", async () => {
    await page.goto(`${workbook.url}/class/four?diff=sides`);
    await page.getByText("Nothing to compare yet: decide first what is to be graded.").waitFor();
    await page.goto(`${workbook.url}/class/one?diff=sides`);
    await button("Grade this one again").click();
    await page.getByText("Grading…").waitFor();
    // Neither waits for the grading.
    await page.locator(".compare").waitFor();
    await page.goto(`${workbook.url}/class/four`);
    await button("Zero").click();
    await button("Undo the decision").waitFor();
    await button("Grade v2").click();
    await page.getByText("Decided, and graded as soon as the class is.").waitFor();
    await page.getByText("Decided, and graded as soon as the class is.").waitFor({ state: "detached" });
    await graded();
    await page.goto(`${workbook.url}/class/four`);
    await button("Undo the decision").waitFor();
    await page.getByText("3 of 3 exercises passed").waitFor();
    // The grading wrote all reports, with what was decided about the points.
    await page.goto(`${workbook.url}/class`);
    await page.getByRole("heading", { name: "Building a WebSocket Server: the class" }).waitFor();
    expect(await page.getByText("changed since the reports").count()).toBe(0);
    await page.goto(`${workbook.url}/class/four`);
    await button("Undo the decision").click();
    await button("Grade v2").waitFor();
  }, 120_000);

  test("hides every name behind the pseudonym that other outputs use, also in addresses and answers", async () => {
    const secret = (await readFile(path.join(workbook.root, ".workbook/grading-secret"), "utf8")).trim();
    const student = { id: "s1", name: "Zoë Example" };
    const match = { owners: new Map([["one", [student]]]), missing: [], unowned: [] };
    const pseudonym = new Pseudonyms(secret, ["one"], match).ofSubmission("one");
    await graded();
    await page.goto(`${workbook.url}/class/one`);
    await page.getByRole("heading", { name: "Zoë Example" }).waitFor();
    await page.goto(`${workbook.url}/class`);
    const answered = page.waitForResponse((response) => response.url().includes("names=hidden"));
    await page.getByRole("checkbox", { name: "Hide names" }).check();
    const body = await (await answered).text();
    expect(body).toContain(pseudonym);
    expect(body).not.toMatch(/Zoë|Example|example\.org|"s[1-5]"|Absent/);
    await page.getByRole("link", { name: pseudonym }).first().click();
    await page.getByRole("heading", { name: pseudonym }).waitFor();
    expect(page.url()).toContain(pseudonym);
    expect(await page.locator("main").textContent()).not.toMatch(/Zoë|example\.org|\bs1\b/);
    await page.goto(`${workbook.url}/class`);
    await page.getByRole("checkbox", { name: "Hide names" }).uncheck();
    await page.getByRole("link", { name: "Zoë Example" }).first().waitFor();
  });

  async function write(file: string, value: object): Promise<void> {
    const target = path.join(workbook.root, file);
    await writeFile(`${target}.new`, JSON.stringify(value, undefined, 2));
    await rename(`${target}.new`, target);
  }
});

/** Writes a class with its roster and policy, and grades it into `grades/`. */
async function gradedClass(root: string): Promise<void> {
  await writeServer("solution", path.join(root, "class/one"));
  await writeServer("solution", path.join(root, "class/two/code"));
  await writeFile(path.join(root, "class/two/report.pdf"), "%PDF-1.7\n");
  await writeServer("near-misses/2.1-crashes", path.join(root, "class/three"));
  await writeServer("near-misses/3.1-echo", path.join(root, "class/four/v1"));
  await writeServer("solution", path.join(root, "class/four/v2"));
  await mkdir(path.join(root, "tmp"), { recursive: true });
  await writeFile(path.join(root, "roster.csv"), `${ROSTER.join("\n")}\n`);
  await writeFile(path.join(root, "grading.json"), JSON.stringify(POLICY, undefined, 2));
  const { PATH, HOME } = process.env;
  const words = ["grade", "lesson-ws", "class", "--roster", "roster.csv", "--output", "grades"];
  const grading = spawn(process.execPath, [START, ...words], {
    cwd: root,
    env: { PATH, HOME, TMPDIR: path.join(root, "tmp"), WORKBOOK_ROOT: root },
    stdio: "ignore",
  });
  await once(grading, "exit");
}

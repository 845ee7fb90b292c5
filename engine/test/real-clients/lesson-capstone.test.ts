/** The page of the capstone's solution in two windows of a browser. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { ServedSolution } from "./served-solution.ts";

/** A page is back within this time, in milliseconds: its longest pause between two attempts, on a busy machine. */
const BACK_LIMIT_MS = 20_000;
const TEST_LIMIT_MS = 120_000;

/** What a window shows: the tasks of each list, in order. */
type Shown = Readonly<Record<string, readonly string[]>>;

describeInBrowser("the live task board", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(async () => browser.close());

  /** A window of its own session, signed in. */
  async function windowOf(url: string, email: string): Promise<Page> {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Sign in" }).click();
    return page;
  }

  const stateOf = (page: Page) => page.getByRole("status").textContent();
  const says = (page: Page, words: RegExp) =>
    expect.poll(() => stateOf(page), { timeout: BACK_LIMIT_MS }).toMatch(words);
  const shownBy = (page: Page) =>
    page.evaluate<Shown>(`Object.fromEntries([...document.querySelectorAll("#lists section")].map((section) => [
      section.querySelector("h2").textContent,
      [...section.querySelectorAll("li > span:first-child")].map((title) => title.textContent),
    ]))`);

  /** Does something that changes the board, and waits until the server has answered. */
  async function change(page: Page, act: () => Promise<void>): Promise<void> {
    const answer = page.waitForResponse((response) => response.request().method() !== "GET");
    await act();
    await answer;
  }

  const click = (page: Page, name: string) =>
    change(page, () => page.getByRole("button", { name, exact: true }).click());

  async function add(page: Page, title: string, list: string): Promise<void> {
    await page.getByLabel("New task").fill(title);
    await page.getByLabel("in", { exact: true }).selectOption({ label: list });
    await click(page, "Add");
  }

  /** Each window shows what the database has. */
  async function expectEqual(solution: ServedSolution, ...pages: readonly Page[]): Promise<void> {
    const { lists } = await solution.ask<{ lists: { name: string; tasks: { title: string }[] }[] }>(
      "GET",
      "/boards/board-1",
    );
    const wanted = Object.fromEntries(lists.map(({ name, tasks }) => [name, tasks.map(({ title }) => title)]));
    for (const page of pages) await expect.poll(() => shownBy(page), { timeout: BACK_LIMIT_MS }).toEqual(wanted);
  }

  test(
    "two windows show the same through a restart, and after one of them was offline, over each transport",
    async () => {
      const solution = await ServedSolution.start("lesson-capstone");
      onTestFinished(() => solution.close());
      const alice = await windowOf(solution.url, "alice@example.com");
      const bob = await windowOf(solution.url, "bob@example.com");
      for (const page of [alice, bob]) await says(page, /^Live, over a WebSocket$/);
      const people = (page: Page) => page.locator("#people li").allTextContents();
      await expect.poll(() => people(alice)).toEqual(["Alice (you)", "Bob"]);
      expect(await people(bob)).toEqual(["Alice", "Bob (you)"]);

      await add(alice, "Paint <b>the</b> ship 🚢", "To do");
      await expectEqual(solution, alice, bob);
      await click(bob, "Move “Paint <b>the</b> ship 🚢” to Doing");
      await expectEqual(solution, alice, bob);

      // A restart in the middle, with a change before either window is back.
      solution.proxy.change({ down: true });
      await solution.stop("SIGTERM");
      await says(alice, /^Not connected/);
      await solution.run();
      await solution.send("POST", "/tasks", { listId: "list-todo", title: "Added during the restart" });
      solution.proxy.change({});
      for (const page of [alice, bob]) await says(page, /^Live/);
      await expectEqual(solution, alice, bob);
      await expect.poll(() => people(alice)).toHaveLength(2);

      for (const transport of ["an event stream", "long polling", "WebSocket"]) {
        await bob.getByLabel("Changes arrive over").selectOption({ label: transport });
        await says(bob, new RegExp(`^Live, over .*${transport}$`));
        await bob.context().setOffline(true);
        await says(bob, /^Offline/);
        await add(alice, `Missed over ${transport}`, "Done");
        await click(alice, `Move “Missed over ${transport}” to To do`);
        await expectEqual(solution, alice);
        await bob.context().setOffline(false);
        await says(bob, /^Live/);
        await expectEqual(solution, alice, bob);
      }

      await click(bob, "Delete “Added during the restart”");
      await expectEqual(solution, alice, bob);
      await bob.context().close();
      await expect.poll(() => people(alice), { timeout: BACK_LIMIT_MS }).toEqual(["Alice (you)"]);
    },
    TEST_LIMIT_MS,
  );

  test("everything can be done with the keyboard, and the focus stays with the task that was moved", async () => {
    const solution = await ServedSolution.start("lesson-capstone");
    onTestFinished(() => solution.close());
    const page = await windowOf(solution.url, "nobody@example.com");
    await expect.poll(() => page.getByRole("alert").textContent()).toBe("Not done: Unknown user.");
    await page.getByLabel("Email").fill("alice@example.com");
    await page.keyboard.press("Enter");
    await says(page, /^Live/);
    const focused = () => page.evaluate<string>("document.activeElement.ariaLabel ?? document.activeElement.id");
    await expect.poll(focused).toBe("title");
    await page.keyboard.type("Typed");
    await change(page, () => page.keyboard.press("Enter"));
    await expectEqual(solution, page);
    const task = page.getByRole("button", { name: "Move “Typed” to Doing" });
    await task.focus();
    await change(page, () => page.keyboard.press("Enter"));
    await expectEqual(solution, page);
    await expect.poll(focused).toContain("“Typed”");
    await page.getByRole("button", { name: "Delete “Typed”" }).focus();
    await change(page, () => page.keyboard.press("Space"));
    await expectEqual(solution, page);
    await expect.poll(focused).toBe("title");
  });
});

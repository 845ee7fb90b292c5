import type { Browser, Page } from "../tools/browser.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareBehaviour } from "../../compare/behaviour.ts";
import { compareFiles } from "../../compare/files.ts";
import { comparePage } from "../../compare/html/compare-page.tsx";
import { folderNames } from "../../compare/folder-names.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { Verdict } from "../../verdict.ts";
import { describeInBrowser, launchBrowser } from "../tools/browser.ts";
import { HOSTILE } from "../export/corpus.ts";
import { event, exercise, failed, opening, passed, verdict } from "../report/verdicts.ts";
import { expectGoodPage, expectOnlyText, opened } from "./examined.ts";

const ask = (at: number, text: string) => event(at, "client-1", "out", "text", text, { bytes: text.length });
const answer = (at: number, text: string) => event(at, "client-1", "in", "text", text, { bytes: text.length });

function talking(...events: readonly TranscriptEvent[]): Verdict {
  return verdict([exercise(1, "Talk", [passed("1.1", "a conversation", { transcript: [...opening, ...events] })])]);
}

function failing(...events: readonly TranscriptEvent[]): Verdict {
  return verdict([exercise(1, "Talk", [failed("1.1", "a conversation", {}, [...opening, ...events])])]);
}

/** Two servers and their files. The second omits an answer, words another differently, and is slow at the end. */
function page(first: readonly string[], second: readonly string[], names = ["class/ada", "class/bob"]): string {
  const [ada = "", bob = ""] = names;
  const reference = talking(
    ask(5, "one"),
    answer(6, "first"),
    ask(7, "two"),
    answer(8, '{"type":"error","message":"Unknown"}'),
    ask(9, "three"),
    answer(10, "third"),
  );
  const submission = failing(
    ask(5, "one"),
    ask(7, "two"),
    answer(8, '{"type":"error","message":"No such thing"}'),
    ask(9, "three"),
    answer(1_800, "third"),
  );
  const sideNames = folderNames(ada, bob);
  return comparePage({
    lesson: "lesson-ws",
    title: "Building a WebSocket Server",
    folders: { reference: ada, submission: bob },
    names: sideNames,
    files: compareFiles({
      edits: ["ws-server.ts"],
      known: [],
      starter: new Map(),
      reference: new Map([["ws-server.ts", first.join("\n")]]),
      submission: new Map([
        ["ws-server.ts", second.join("\n")],
        ["notes.ts", "// only here\n"],
      ]),
      unread: new Map(),
      between: "submissions",
    }),
    behaviour: compareBehaviour(reference, submission, sideNames),
    verdicts: { reference, submission },
  });
}

const SOURCE = Array.from({ length: 40 }, (_, index) => `const line${index} = ${index};`);
const CHANGED = SOURCE.with(
  20,
  `const line20 = "something else that is quite long, so that it has to scroll in its box";`,
);

describeInBrowser("the page of a comparison", () => {
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    ({ page: tab } = await opened(browser, page(SOURCE.slice(3), CHANGED)));
  });
  afterAll(() => browser.close());

  it("is accessible and makes no request, narrow and wide, light and dark", async () => {
    await expectGoodPage(browser, page(SOURCE, CHANGED));
  });

  it("shows a file side by side, with the line numbers of each side", async () => {
    const rows = await tab.locator(".diff-sides:visible").first().locator("tr").allInnerTexts();
    const place = rows.findIndex((text) => text.includes("something else"));
    expect(rows[place]?.split("\t").map((cell) => cell.trim())).toEqual([
      "18",
      "\u2212",
      "const line20 = 20;",
      "21",
      "+",
      CHANGED[20],
    ]);
    expect(await tab.locator("article", { hasText: "notes.ts" }).innerText()).toContain("Only in bob, 1 line.");
  });

  it("shows both sides in one column on a small screen", async () => {
    await tab.setViewportSize({ width: 390, height: 900 });
    const visible = tab.locator(".diff-table:visible");
    expect(await visible.count()).toBe(await tab.locator(".diff-unified").count());
    const text = await visible.first().innerText();
    expect(text.indexOf("const line20 = 20;")).toBeLessThan(text.indexOf("something else"));
    expect(text.indexOf("const line20 = 20;")).toBeGreaterThan(0);
    await tab.setViewportSize({ width: 1280, height: 900 });
  });

  it("aligns both conversations and says what differs", async () => {
    const [left, right] = [tab.locator("svg.diagram").first(), tab.locator("svg.diagram").nth(1)];
    const tops = async (diagram: typeof left) => {
      const texts = await diagram.locator(".what").all();
      return Promise.all(texts.map(async (text) => [await text.textContent(), await text.getAttribute("y")]));
    };
    const yOf = async (diagram: typeof left, what: string) =>
      (await tops(diagram)).find(([text]) => text?.startsWith(what))?.[1];
    expect(await yOf(left, "third")).toBe(await yOf(right, "third"));
    expect(await right.locator(".is-missing .what").allTextContents()).toEqual(["first"]);
    expect(await right.locator(".remark").allTextContents()).toEqual([
      "? missing",
      "\u2013 other wording",
      "\u2717 1.8 s later",
    ]);
    await tab.getByText("the same as text").click();
    const table = await tab.locator("table.transcript tbody tr").allInnerTexts();
    expect(table.map((row) => row.split("\t").at(-1)).filter((remark) => remark !== "")).toEqual([
      "missing",
      "other wording",
      "1.8 s later",
    ]);
  });

  it("shows everything from submissions as plain text", async () => {
    const lines = HOSTILE.map((text) => `${text.slice(0, 300)} {{file}} {{{content}}}`);
    const names = ["a/<script>alert(1)</script>", 'b/{{{evil}}}"><img src=x onerror=alert(1)>'];
    const { page: own, complaints } = await opened(browser, page(SOURCE, lines, names));
    await expectOnlyText(own);
    expect(await own.locator("h1").innerText()).toContain("<img src=x onerror=alert(1)>");
    expect((await own.locator(".diff-sides .diff-added").allInnerTexts()).join("\n")).toContain("{{{content}}}");
    expect(complaints).toEqual([]);
    await own.close();
  });
});

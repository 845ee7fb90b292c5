import type { Browser, Page } from "../tools/browser.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { classReport } from "../../report/html/class-report.tsx";
import type { ClassReportInput } from "../../report/html/class-input.ts";
import { describeInBrowser, launchBrowser } from "../tools/browser.ts";
import { allPassed, hostileClass, HOSTILE, smallClass } from "../export/corpus.ts";
import { event, exercise, failed, firstExercise, opening, passed, skipped, verdict } from "../report/verdicts.ts";
import { expectGoodPage, expectOnlyText, opened } from "./examined.ts";

const grading: ClassReportInput["grading"] = {
  at: new Date("2026-05-04T10:20:00Z"),
  seeds: "one for each submission, from the grading secret",
  versions: ["workbook 0.1.0", "Node 20"],
};

const [ada, grace, margaret] = smallClass;

const NOTHING_SIMILAR = {
  groups: [],
  sameAsReference: [],
  sameAsStarter: [],
  earlier: [],
  pairs: [],
  more: 0,
  tooLittle: [],
};

/** A class with one example of everything a report can show. */
const report = (parts: Partial<ClassReportInput> = {}): string =>
  classReport({
    results: [
      ...smallClass,
      { student: { id: "104", name: "Easley, Annie" }, verdict: allPassed },
      {
        student: { id: "105", name: "Allen, Frances" },
        verdict: verdict(
          [
            firstExercise,
            exercise(2, "Answer text that is not JSON with an error", [
              failed("2.1", "bad text gets an error message", { code: "no-error", why: "nothing answers it" }, [
                ...opening,
                event(6, "client-1", "out", "text", "h4llo", { bytes: 5 }),
                ...Array.from({ length: 40 }, (_, index) =>
                  event(7 + index, "client-1", "in", "text", `news ${index}`),
                ),
                event(2_100, "client-1", "out", "ping", "ping frame"),
              ]),
              skipped("2.2", "the connection survives it", "needs 2.1"),
            ]),
          ],
          { server: { ...verdict([]).server, stderr: "a line of the log\n" } },
        ),
      },
    ],
    grading,
    absent: [{ id: "106", name: "Conway, Lynn" }],
    similar: {
      ...NOTHING_SIMILAR,
      groups: [{ names: ["101", "105"], identical: false }],
      sameAsReference: ["104"],
      earlier: [{ name: "102", like: "last-year/maria", same: true, share: 1 }],
      pairs: [
        {
          a: "101",
          b: "104",
          share: 0.62,
          regions: [
            { a: { file: "ws-server.ts", from: 3, to: 20 }, b: { file: "ws-server.ts", from: 5, to: 22 }, tokens: 90 },
          ],
        },
      ],
    },
    difference: {
      gains: [{ name: "104", before: 1, after: 2, checks: [{ id: "3.1", before: "failed", after: "passed" }] }],
      loses: [],
      otherwise: [],
      same: 3,
    },
    ...parts,
  });

describeInBrowser("report.html", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    ({ page } = await opened(browser, report()));
  });
  afterAll(() => browser.close());

  it("is accessible and makes no request, narrow and wide, light and dark", async () => {
    await expectGoodPage(browser, report());
  });

  it("shows the scores, the most frequent failures with causes, and each submission as text", async () => {
    const text = (selector: string) => page.locator(selector).allInnerTexts();
    expect(
      (await text("section[aria-labelledby=scores] tbody tr")).map((row) => row.replace(/\s+/g, " ").trim()),
    ).toEqual(["3 of 3 0 0 %", "2 of 3 2 50 %", "1 of 3 1 25 %", "0 of 3 1 25 %"]);
    const failures = (await text("section[aria-labelledby=failures]")).join("\n");
    expect(failures).toMatch(/2\.1 bad text gets an error message\s+failed for 2 of 3 \(67\u00a0%\)/);
    expect(failures).toContain("1 × nothing answers it (no-error)");
    expect(failures).toContain("1 × JSON.parse throws on bad text, and nothing catches it (server-stopped)");
    expect((await text("section[aria-labelledby=submissions] tbody tr")).map((row) => row.replace(/\s+/g, " ").trim()))
      .toMatchInlineSnapshot(`
      [
        "Lovelace, Ada 2 of 3 ✓ passed ✗ failed ✓ passed 2.1 server-stopped 612 ms",
        "Hopper, Grace 0 of 3 ✗ not run ✗ not run ✗ not run does-not-compile 612 ms",
        "Hamilton, Margaret none ! not graded ! not graded ! not graded grader-error 612 ms",
        "Easley, Annie 2 of 2 ✓ passed ✓ passed 612 ms",
        "Allen, Frances 1 of 2 ✓ passed ✗ failed 2.1 no-error 612 ms",
      ]
    `);
  });

  it("lists submissions that could not be graded separately and without a score", async () => {
    const section = page.locator("section[aria-labelledby=not-graded]");
    expect(await section.innerText()).toContain("these submissions have no score");
    expect(await section.locator("li").allInnerTexts()).toEqual(["Hamilton, Margaret: check 1.2: no details"]);
    expect(await page.locator("section[aria-labelledby=absent] li").allInnerTexts()).toEqual(["Conway, Lynn"]);
  });

  it("lists similar pairs and the changes of a regrade, with links to the submissions", async () => {
    const pair = page.locator("section[aria-labelledby=similar] li");
    expect(await pair.allInnerTexts()).toEqual([
      "2 submissions, the same but for names, comments and layout: Lovelace, Ada; Allen, Frances",
      "Easley, Annie",
      "Hopper, Grace: the same as last-year/maria",
      "Lovelace, Ada and Easley, Annie: 62\u00a0% alike, ws-server.ts:3-20 and 5-22",
    ]);
    expect(await pair.getByRole("link").count()).toBe(6);
    const regrade = await page.locator("section[aria-labelledby=regrade]").innerText();
    expect(regrade).toContain("3 submissions with the same result as before.");
    expect(regrade).toContain("Easley, Annie: 1 before, 2 now (3.1 failed \u2192 passed)");
  });

  it("unfolds a submission when its link is followed, with the conversation and the offending event", async () => {
    await page.locator("section[aria-labelledby=submissions]").getByRole("link", { name: "Lovelace, Ada" }).click();
    const submission = page.locator("details.submission").first();
    await submission.locator("svg.diagram").first().waitFor({ state: "visible" });
    const picture = submission.locator("svg.diagram").first();
    expect(await picture.getAttribute("aria-label")).toContain("The conversation of check 2.1");
    expect(await picture.locator(".is-offending").allTextContents()).toHaveLength(1);
    expect(await picture.locator(".is-missing").allTextContents()).toHaveLength(1);
  });

  it("shortens a long conversation in its middle and says so", async () => {
    const rows = page.locator("details.submission").last().locator("svg.diagram .row");
    expect(await rows.count()).toBeLessThan(40);
    expect((await rows.allTextContents()).join("\n")).toMatch(/\d+ more rows not shown here/);
  });

  it("shows everything from submissions and rosters as plain text", async () => {
    const seed = newSeed();
    const results = hostileClass(seed, "report", 25);
    const absent = HOSTILE.map((name, index) => ({ id: `absent ${index}`, name: name.slice(0, 500) }));
    const html = report({ results, absent, grading: { ...grading, seeds: HOSTILE.join("").slice(0, 9_000) } });
    const { page: tab, complaints } = await opened(browser, html);
    await expectOnlyText(tab);
    expect(await tab.locator("section[aria-labelledby=absent] li").allInnerTexts()).toContain(
      "<script>alert(1)</script><img src=x onerror=alert(1)>",
    );
    // No character is left that reorders or hides the text around it.
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000\u001b]/);
    expect(complaints, `seed ${seed}`).toEqual([]);
    await tab.close();
  });
});

it("stays small enough to open at once for five hundred submissions", () => {
  const some = [ada, grace, margaret].filter((graded) => graded !== undefined);
  const results = Array.from({ length: 500 }, (_, index) => {
    const { verdict } = some[index % some.length] ?? { verdict: allPassed };
    return { student: { id: `student-${index}` }, verdict };
  });
  expect(report({ results, similar: NOTHING_SIMILAR, difference: undefined }).length).toBeLessThan(5_000_000);
});

it("renders a page for a class without submissions", () => {
  expect(report({ results: [], similar: NOTHING_SIMILAR, difference: undefined })).toContain(
    "No submission has a score.",
  );
});

it("names passed checks without their conversations", () => {
  const chatty = passed("1.1", "a conversation", { transcript: opening });
  const results = [{ student: { id: "1" }, verdict: verdict([exercise(1, "Talk", [chatty])]) }];
  expect(report({ results, similar: NOTHING_SIMILAR, difference: undefined })).not.toContain("<svg xmlns");
});

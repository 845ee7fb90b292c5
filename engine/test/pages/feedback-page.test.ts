import { afterAll, beforeAll, expect, it } from "vitest";
import { applyPolicy } from "../../policy/apply-policy.ts";
import { feedbackPage } from "../../report/feedback/feedback-page.tsx";
import type { Graded } from "../../report/export/student.ts";
import { twoOfThree } from "../export/corpus.ts";
import { describeInBrowser, launchBrowser, type Browser } from "../tools/browser.ts";
import { expectGoodPage, expectOnlyText, opened } from "./examined.ts";

/** The feedback with a comment that a person wrote. */
const page = (student: Graded["student"], comment: string): string => {
  const policy = { points: 30, overrides: { [student.id]: { points: 25, comment, by: "A. Teacher" } } };
  const grade = applyPolicy(policy, { verdict: twoOfThree, names: [student.id] }, 3);
  return feedbackPage(
    { student, verdict: twoOfThree, grade },
    new Map([["ws-server.ts", `// ${"long ".repeat(60)}\n`]]),
  );
};

const HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>";

describeInBrowser("the feedback for a student", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  it("is accessible and fits narrow and wide screens, light and dark", async () => {
    await expectGoodPage(browser, page({ id: "s1", name: "Zoë Example" }, "Shown in class.\nWell explained."));
  });

  it("shows a comment and a name only as text", async () => {
    const { page: tab, complaints } = await opened(browser, page({ id: "s1", name: HOSTILE }, `${HOSTILE} comment`));
    await expectOnlyText(tab);
    expect(await tab.locator(".comment").innerText()).toContain("comment");
    expect(complaints).toEqual([]);
  });
});

/** Checks for every view: accessibility with axe, and reachability with the keyboard. */
import { axe } from "../tools/axe.ts";
import type { Page } from "../tools/browser.ts";

/** More tab stops than any view has. */
const TAB_LIMIT = 150;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The violations that axe finds: all rules in light mode, and colours again in dark mode. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const only = colorScheme === "light" ? "undefined" : '{ type: "rule", values: ["color-contrast"] }';
    const faults = await page.evaluate<Violation[]>(
      `axe.run(document, { resultTypes: ["violations"], runOnly: ${only} }).then(({ violations }) => violations)`,
    );
    for (const { id, nodes } of faults)
      found.push(...nodes.map(({ html, failureSummary }) => `${colorScheme} ${id}: ${html} ${failureSummary ?? ""}`));
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/** Presses Tab until the focused element has this name. Throws with the visited elements when there is none. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < TAB_LIMIT; stop++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(`(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return "";
      const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent ?? "";
      return label.replace(/\\s+/g, " ").trim();
    })()`);
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
    seen.push(focused);
  }
  throw new Error(`Tab never came to ${String(name)}; it came to: ${seen.join(" | ")}`);
}

/** True when the page is wider than the window. */
export async function movesSideways(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}

/** The end of a report in which every exercise passed: stretch results, advice, and what to do next. */
import type { StretchResult, Verdict } from "../verdict.ts";
import { sanitizeLine, sanitizeText } from "../text/sanitize-text.ts";
import { hang, type Page } from "../text/layout.ts";

const WORDS = { passed: "ok", failed: "no", skipped: "skip" } as const;

/** Stretch results, one line each, with the reason for those that did not pass. */
export function stretchLines(page: Page, stretch: readonly StretchResult[]): string[] {
  if (stretch.length === 0) return [];
  const { colors } = page;
  const idWidth = Math.max(...stretch.map(({ id }) => id.length));
  const lines = stretch.flatMap(({ id, title, status, why }) => {
    const prefix = `    ${WORDS[status].padEnd(4)}  ${id.padEnd(idWidth)}  `;
    const paint = { passed: colors.green, failed: colors.yellow, skipped: colors.dim }[status];
    const reason = sanitizeText(why, { maxChars: 600 }).trim();
    return [
      ...hang(page, prefix, sanitizeLine(title, { maxChars: 200 }), { prefix: paint }),
      ...(reason === "" || status === "passed"
        ? []
        : hang(page, " ".repeat(prefix.length), reason, { text: colors.dim })),
    ];
  });
  return ["", ...hang(page, "  ", "beyond the exercises (shown, never graded)", { text: colors.bold }), ...lines];
}

/** Advice, which never changes a status. */
export function adviceLines(page: Page, verdict: Verdict): string[] {
  if (verdict.advice.length === 0) return [];
  return [
    "",
    ...verdict.advice.flatMap(({ text }) =>
      hang(page, "  advice  ", sanitizeText(text, { maxChars: 600 }).trim(), { prefix: page.colors.bold }),
    ),
  ];
}

export interface NextSteps {
  readonly solutionFolder: string;
  readonly quiz?: boolean | undefined;
  readonly next?: { readonly slug: string; readonly title: string; readonly built?: boolean | undefined } | undefined;
}

/** Where to go next: the solution to compare with, the quiz, the next lesson. */
export function nextStepLines(page: Page, lesson: string, { solutionFolder, quiz = false, next }: NextSteps): string[] {
  const label = (name: string) => `  ${name.padEnd(8)}  `;
  const styles = { prefix: page.colors.dim };
  return [
    "",
    ...hang(page, label("compare"), `${solutionFolder} is one way to do it; its README.md says why`, styles),
    ...(quiz ? hang(page, label("question"), `npm run quiz ${lesson}`, styles) : []),
    ...(next === undefined
      ? []
      : hang(
          page,
          label("next"),
          next.built === false
            ? `"${next.title}" (${next.slug}) is coming`
            : `${next.title}: npm run check ${next.slug}`,
          styles,
        )),
  ];
}

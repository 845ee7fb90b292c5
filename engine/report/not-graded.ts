/** The report when there is no graded result: the one reason, once. */
import type { Reason, Verdict } from "../verdict.ts";
import { sanitizeText } from "../text/sanitize-text.ts";
import { hang, type Page } from "../text/layout.ts";
import { placeOf } from "../text/phrases.ts";

const MESSAGE_CHARACTERS = 1_000;
const DETAILS_CHARACTERS = 4_000;

/** The submission could not be run: why, where, and what to do. */
export function notGradableLines(page: Page, verdict: Verdict, folder: string): string[] {
  const { colors } = page;
  const indent = "        ";
  const { reason } = verdict;
  if (reason === null)
    return hang(page, "  FAIL  ", "The submission could not be graded.", {
      prefix: (text) => colors.bold(colors.red(text)),
    });
  const place = placeOf(folder, reason);
  return [
    ...hang(page, "  FAIL  ", message(reason), { prefix: (text) => colors.bold(colors.red(text)) }),
    ...(place === undefined ? [] : hang(page, indent, `at ${place}`, { text: colors.cyan })),
    ...detailLines(page, reason, indent),
    ...(reason.hint === undefined
      ? []
      : [
          "",
          ...hang(page, `${indent}hint  `, sanitizeText(reason.hint, { maxChars: MESSAGE_CHARACTERS }).trim(), {
            prefix: colors.dim,
          }),
        ]),
    "",
    ...hang(page, indent, "No exercise was graded: the checks talk to a running server.", { text: colors.dim }),
  ];
}

/** The workbook itself failed. Its stack does not help a learner; `--json` has it. */
export function graderErrorLines(page: Page, verdict: Verdict): string[] {
  const { colors } = page;
  const indent = "         ";
  return [
    ...hang(
      page,
      "  error  ",
      "The workbook failed while grading. This is a fault of the workbook, not of your code.",
      { prefix: colors.yellow },
    ),
    ...(verdict.reason === null ? [] : hang(page, indent, message(verdict.reason))),
    "",
    ...hang(
      page,
      indent,
      `Nothing was graded and nothing was lost (exit code 2). Run the command again; if it fails again, report it with seed ${verdict.seed} and the output of --json.`,
    ),
  ];
}

function message(reason: Reason): string {
  return sanitizeText(reason.message, { maxChars: MESSAGE_CHARACTERS }).trim();
}

function detailLines(page: Page, reason: Reason, indent: string): string[] {
  // Keeps the end: in a log, the error comes last.
  const details = sanitizeText(reason.details ?? "", { maxChars: DETAILS_CHARACTERS, keep: "end" })
    .replace(/^\s*\n/, "")
    .trimEnd();
  return details === "" ? [] : ["", ...hang(page, indent, details)];
}

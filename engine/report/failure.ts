/** One failed check in full: what was sent, expected and received, why, a hint, and the conversation. */
import { FAILURES } from "../failures/registry.ts";
import type { CheckResult, Failure } from "../verdict.ts";
import { sanitizeLine, sanitizeText } from "../text/sanitize-text.ts";
import { hang, isNarrow, type Page } from "../text/layout.ts";
import { placeOf } from "../text/phrases.ts";
import { PRIORITY, type Section } from "./section.ts";
import { wireLines } from "../text/wire.ts";

const FIELD_CHARACTERS = 800;
const LABEL_WIDTH = 10;

/** Where checks begin inside an exercise. */
export function checkIndent(page: Page): string {
  return " ".repeat(isNarrow(page) ? 4 : 8);
}

/** The sections of a failed check: the failure, and its conversation. `folder` is the submission as the reader would type it. */
export function failureSections(page: Page, check: CheckResult, failure: Failure, folder: string): Section[] {
  const { colors } = page;
  const indent = checkIndent(page);
  const deeper = isNarrow(page) ? indent : `${indent}${" ".repeat(check.id.length + 2)}`;
  const label = (name: string) => `${deeper}${name.padEnd(LABEL_WIDTH)}`;
  const field = (name: string, text: string) => {
    const clean = sanitizeText(text, { maxChars: FIELD_CHARACTERS }).trim();
    return clean === "" ? [] : hang(page, label(name), clean, { prefix: colors.dim });
  };
  const place = placeOf(folder, failure);
  const lines = [
    ...hang(page, `${indent}${check.id}  `, sanitizeLine(check.title, { maxChars: 200 }), { text: colors.bold }),
    ...field("sent", failure.sent),
    ...field("expected", failure.expected),
    ...field("received", failure.received),
    ...(place === undefined ? [] : hang(page, label(""), `at ${place}`, { text: colors.cyan })),
    ...field("why", failure.why),
    ...field("hint", failure.hint),
    ...field("log", failure.log ?? ""),
  ];
  return [
    { lines, priority: PRIORITY.failingCheck },
    {
      lines: wireLines(page, label("wire"), check.transcript, {
        wrongAt: failure.event ?? failure.missing?.after,
        peer: failure.missing?.peer ?? check.transcript[failure.event ?? -1]?.peer,
      }),
      priority: PRIORITY.conversation,
      cut: "middle",
    },
  ];
}

/**
 * A failure in a few words, and how much of it the failure already `shown` has said. A failure of the lesson's own is told by its
 * cause; one of the engine's, which can have many, by what was received.
 */
export function shortReason(
  failure: Failure,
  shown: { readonly id: string; readonly failure: Failure } | undefined,
): string {
  const isOwn = !Object.hasOwn(FAILURES, failure.code);
  const inShort = (text: string) => sanitizeLine(text.trim(), { maxChars: 300 });
  const received = `received ${inShort(failure.received)}`;
  const reason = isOwn ? inShort(failure.why) : received;
  if (shown?.failure.code !== failure.code) return reason;
  if (shown.failure.received === failure.received) return `same as ${shown.id}`;
  if (isOwn) return `same cause as ${shown.id}: ${received}`;
  const { file, line } = failure;
  const isSamePlace = line !== undefined && shown.failure.file === file && shown.failure.line === line;
  return isSamePlace ? `at the line of ${shown.id}: ${reason}` : reason;
}

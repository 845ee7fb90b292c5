/** One case or one verdict as text for exports. Everything is cleaned and capped. */
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { CheckStatus, Failure, Reason, Verdict } from "../../verdict.ts";
import { count } from "../../text/phrases.ts";
import { arrowOf } from "../../text/wire.ts";
import { casesOf, type Case } from "./cases.ts";
import { markOf } from "./mark.ts";
import { plainEnd, plainLine, plainText } from "./plain.ts";

export const TITLE_CHARACTERS = 200;
const LINE_CHARACTERS = 500;
const LABEL_WIDTH = 10;
const OURS = "The workbook failed here; this is not the fault of the submission.";
const NOTHING_RAN = "None of its checks ran, so nothing shows that it works.";
const STATUS_WORDS: Readonly<Record<CheckStatus, string>> = {
  passed: "ok",
  failed: "FAIL",
  skipped: "skipped",
  error: "error",
};

/** For example `1.2 a ping gets a pong`. */
export function nameOf({ id, title }: { readonly id: string | number; readonly title: string }): string {
  return plainLine(`${id} ${title}`, TITLE_CHARACTERS);
}

/** Stable and meant for machines. */
export function codeOf({ fault, status }: Case): string {
  return plainLine(fault?.code ?? (status === "error" ? "grader-error" : "no-check-ran"), TITLE_CHARACTERS);
}

/** Why a case went wrong; empty when that is not known. */
export function whyOf({ fault }: Case): string {
  if (fault === null) return "";
  return isFailure(fault) ? fault.why : fault.message;
}

/** What went wrong in one line. Empty when nothing did. */
export function faultLine(one: Case): string {
  const { fault, status } = one;
  if (status === "skipped") return plainLine(`skipped: ${one.skipped}`, LINE_CHARACTERS);
  if (status === "passed") return "";
  if (status === "error") return plainLine(fault === null ? OURS : `${OURS} ${causeIn(fault)}`, LINE_CHARACTERS);
  if (fault === null) return NOTHING_RAN;
  if (!isFailure(fault)) return plainLine(fault.message, LINE_CHARACTERS);
  return `expected ${plainLine(fault.expected, LINE_CHARACTERS)}; received ${plainLine(fault.received, LINE_CHARACTERS)}`;
}

/** What went wrong in full, each part at most `maxChars` long. Empty when nothing did. */
export function faultText(one: Case, maxChars: number): string {
  const { fault, status } = one;
  if (!(status === "failed" || status === "error")) return faultLine(one);
  if (fault === null) return status === "error" ? OURS : NOTHING_RAN;
  const lines = isFailure(fault) ? failureLines(fault, maxChars) : reasonLines(fault, maxChars);
  return (status === "error" ? [OURS, ...lines] : lines).join("\n");
}

/** The reason in full: why, where, the end of the log, what to do next. */
export function reasonLines(reason: Reason, maxChars: number): string[] {
  return [
    plainText(reason.message, maxChars),
    ...labelled("at", placeIn(reason), maxChars),
    plainEnd(reason.details ?? "", maxChars),
    ...labelled("hint", reason.hint ?? "", maxChars),
  ].filter((line) => line !== "");
}

function failureLines(failure: Failure, maxChars: number): string[] {
  return [
    ...labelled("sent", failure.sent, maxChars),
    ...labelled("expected", failure.expected, maxChars),
    ...labelled("received", failure.received, maxChars),
    ...labelled("at", placeIn(failure), maxChars),
    ...labelled("why", failure.why, maxChars),
    ...labelled("hint", failure.hint, maxChars),
    ...labelled("log", failure.log ?? "", maxChars),
  ];
}

function labelled(label: string, text: string, maxChars: number): string[] {
  const plain = plainText(text, maxChars);
  return plain === "" ? [] : [label.padEnd(LABEL_WIDTH) + plain.replace(/\n(?=.)/g, `\n${" ".repeat(LABEL_WIDTH)}`)];
}

/** For example `ws-server.ts:14:28`, relative to the submission; empty when not known. */
export function placeIn({ file, line, column }: Failure | Reason): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

/** The conversation, one line for each event; the end of a long one. */
export function transcriptText(events: readonly TranscriptEvent[], maxChars: number): string {
  const lines = events.map((event) => `${plainLine(event.peer, 20)} ${arrowOf(event)} ${plainLine(event.text, 300)}`);
  return plainEnd(lines.join("\n"), maxChars);
}

/** The outcome of the verdict in one line. */
export function outcomeLine(verdict: Verdict): string {
  const mark = markOf(verdict);
  if (verdict.outcome === "graded")
    return mark === null ? "Nothing was graded." : `${mark.earned} of ${count(mark.possible, "exercise")} passed`;
  const why = verdict.reason === null ? "" : plainLine(verdict.reason.message, LINE_CHARACTERS);
  if (verdict.outcome === "not-gradable") return `The submission could not be run: ${why || "no reason is known"}`;
  return `The workbook failed while grading; this is not the fault of the submission. ${why}`.trim();
}

/** The whole verdict as plain text: the outcome, one line per case, failures in full. */
export function verdictText(verdict: Verdict, maxChars: number): string {
  const head = [plainLine(`${verdict.lesson} ${verdict.title}`, TITLE_CHARACTERS), outcomeLine(verdict)];
  if (verdict.outcome === "not-gradable" && verdict.reason !== null)
    return [...head, "", ...reasonLines(verdict.reason, maxChars)].join("\n");
  const cases = casesOf(verdict).map((one) => {
    const line = `${STATUS_WORDS[one.status].padEnd(8)}${nameOf(one)}`;
    if (one.status === "skipped") return `${line} (${plainLine(one.skipped, LINE_CHARACTERS)})`;
    const fault = faultText(one, maxChars);
    return fault === "" ? line : `${line}\n${indented(fault, 8)}`;
  });
  const advice = verdict.advice.map(({ text }) => `advice  ${plainLine(text, LINE_CHARACTERS)}`);
  return [...head, "", ...cases, ...advice].join("\n");
}

function indented(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(columns));
}

function causeIn(fault: Failure | Reason): string {
  return isFailure(fault) ? fault.why || fault.received : fault.message;
}

function isFailure(fault: Failure | Reason): fault is Failure {
  return "received" in fault;
}

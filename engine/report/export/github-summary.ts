/**
 * The step summary of GitHub Actions: GitHub Flavored Markdown for the file that $GITHUB_STEP_SUMMARY names.
 * Text from a submission appears only inside our HTML elements, with everything escaped that HTML or Markdown interprets.
 */
import type { Verdict } from "../../verdict.ts";
import { casesOf, wentWrong, type Case } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { plainLine } from "./plain.ts";
import { scoreLine } from "./score-text.ts";
import type { Graded, Unjudged } from "./student.ts";
import { faultLine, faultText, nameOf, outcomeLine, reasonLines, transcriptText } from "./words.ts";

/** GitHub drops a step's summary that is larger than 1 MiB. */
const SUMMARY_BYTES = 1_024 * 1_024;
/** Reserved for what follows the rows of a class. */
const TAIL_BYTES = 200;
const CELL_CHARACTERS = 300;

export function stepSummary(verdict: Verdict): string {
  const head = `<h2>${html(nameOf({ id: verdict.lesson, title: verdict.title }))}</h2>\n<p><strong>${html(outcomeLine(verdict))}</strong></p>\n\n`;
  return fitted(SUMMARY_BYTES, (maxChars) => head + body(verdict, maxChars)) ?? head;
}

/** The same for a class: one row per student, as many as fit. */
export function classStepSummary(results: readonly Graded[], unjudged: readonly Unjudged[] = []): string {
  const lessons = [...new Set(results.map(({ verdict }) => nameOf({ id: verdict.lesson, title: verdict.title })))];
  const head = `<h2>${html(lessons.join(", "))}</h2>\n\n<table>\n<tr><th>student</th><th>result</th><th>first failure</th></tr>\n`;
  const lines = [
    ...results.map((one) => () => [one.student.id, scoreLine(one), firstFailure(one.verdict)]),
    ...unjudged.map(({ student, why }) => () => [student.id, why.replaceAll("-", " "), ""]),
  ];
  const rows: string[] = [];
  let room = SUMMARY_BYTES - TAIL_BYTES - Buffer.byteLength(head);
  for (const cells of lines) {
    const row = `<tr>${cells()
      .map((cell) => `<td>${html(plainLine(cell, CELL_CHARACTERS))}</td>`)
      .join("")}</tr>\n`;
    room -= Buffer.byteLength(row);
    if (room < 0) break;
    rows.push(row);
  }
  const left = lines.length - rows.length;
  return `${head}${rows.join("")}</table>\n\n${left === 0 ? "" : `${left} more are in results.csv.\n\n`}`;
}

function firstFailure(verdict: Verdict): string {
  const first = verdict.outcome === "graded" ? casesOf(verdict).find(wentWrong) : undefined;
  return first === undefined ? "" : `${nameOf(first)}: ${faultLine(first)}`;
}

function body(verdict: Verdict, maxChars: number): string {
  if (verdict.outcome === "not-gradable")
    return verdict.reason === null ? "" : pre(reasonLines(verdict.reason, maxChars).join("\n"));
  const cases = casesOf(verdict);
  const rows = cases.map((one) => `<tr><td>${html(nameOf(one))}</td><td>${one.status}</td></tr>\n`).join("");
  const table = `<table>\n<tr><th>check</th><th>result</th></tr>\n${rows}</table>\n\n`;
  return (
    table +
    cases
      .filter(wentWrong)
      .map((one) => details(one, maxChars))
      .join("")
  );
}

function details(one: Case, maxChars: number): string {
  const wire = transcriptText(one.transcript, maxChars);
  const text = faultText(one, maxChars) + (wire === "" ? "" : `\n\n${wire}`);
  return `<details><summary>${html(nameOf(one))}</summary>\n\n${pre(text)}</details>\n\n`;
}

/**
 * An HTML block of the first kind (GFM section 4.6): it ends at its closing tag and may contain blank lines. It has to come
 * first or follow a blank line, which ends the block before it.
 */
function pre(text: string): string {
  return `<pre>\n${html(text)}\n</pre>\n`;
}

/** Escapes everything but letters, digits, marks, spaces and newlines, so that Markdown finds nothing to link or emphasise. */
function html(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M} \n]/gu, (character) => `&#${character.codePointAt(0)};`);
}

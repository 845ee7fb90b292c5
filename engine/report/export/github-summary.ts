/**
 * The step summary of GitHub Actions: GitHub Flavored Markdown for the file that $GITHUB_STEP_SUMMARY names.
 * Words of a submission stand in HTML that we write, with every `<` and `&` escaped, where Markdown means nothing.
 */
import type { Verdict } from "../../verdict.ts";
import { casesOf, wentWrong, type Case } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { plainLine } from "./plain.ts";
import type { Graded, Unjudged } from "./student.ts";
import { faultLine, faultText, nameOf, outcomeLine, reasonLines, transcriptText } from "./words.ts";

/** A step's summary is dropped whole above 1 MiB. */
const SUMMARY_BYTES = 1_024 * 1_024;
/** Kept free for what stands behind the rows of a class. */
const TAIL_BYTES = 200;
const CELL_CHARACTERS = 300;

export function stepSummary(verdict: Verdict): string {
  const head = `<h2>${html(nameOf({ id: verdict.lesson, title: verdict.title }))}</h2>\n<p><strong>${html(outcomeLine(verdict))}</strong></p>\n\n`;
  return fitted(SUMMARY_BYTES, (maxChars) => head + body(verdict, maxChars)) ?? head;
}

/** The same for a class: a row for each student, as many as fit. */
export function classStepSummary(results: readonly Graded[], unjudged: readonly Unjudged[] = []): string {
  const lessons = [...new Set(results.map(({ verdict }) => nameOf({ id: verdict.lesson, title: verdict.title })))];
  const head = `<h2>${html(lessons.join(", "))}</h2>\n\n<table>\n<tr><th>student</th><th>result</th><th>first failure</th></tr>\n`;
  const lines = [
    ...results.map(({ student, verdict }) => () => [student.id, outcomeLine(verdict), firstFailure(verdict)]),
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
  const told = faultText(one, maxChars) + (wire === "" ? "" : `\n\n${wire}`);
  return `<details><summary>${html(nameOf(one))}</summary>\n\n${pre(told)}</details>\n\n`;
}

/**
 * An HTML block of the first kind: it ends at its closing tag, and blank lines in it do not matter (GFM section 4.6). It
 * must stand behind a blank line, or be the first thing, to be one.
 */
function pre(text: string): string {
  return `<pre>\n${html(text)}\n</pre>\n`;
}

/** Also what a Markdown reader might link or emphasise around our tags. */
function html(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M} \n]/gu, (character) => `&#${character.codePointAt(0)};`);
}

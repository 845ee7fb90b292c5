/**
 * Gives hostile text to every pattern of the engine and to everything that reads text from outside. Run as a program by
 * patterns.test.ts, because only a process can be stopped in the middle of a pattern: prints the name of each case before
 * it begins, and `done` at the end.
 */
import { writeSync } from "node:fs";
import { canonicalOf, likenessOf, madeUpIds } from "../../compare/canonical.ts";
import { sanitizeLine, sanitizeText } from "../../text/sanitize-text.ts";
import { crashOf } from "../../grade/crash.ts";
import { parseCrashReport } from "../../grade/parse-crash-report.ts";
import { printedCrash } from "../../grade/printed-crash.ts";
import { requireAsInNode } from "../../grade/require-shim.ts";
import { stagedText } from "../../grade/staged-text.ts";
import { FAILURES } from "../../failures/registry.ts";
import { causeOf } from "../../failures/texts.ts";
import { csvField } from "../../report/export/csv.ts";
import { readSheet, SheetError } from "../../report/export/csv-sheet.ts";
import { plainEnd, plainLine, plainText } from "../../report/export/plain.ts";
import { placesIn } from "../../web/console/log-lines.ts";
import { renderMarkdown } from "../../web/pages/markdown.ts";
import { archiveStem } from "../../batch/intake/archive.ts";
import { entryPath, shownName } from "../../batch/intake/entry-path.ts";
import { columnsOf } from "../../batch/intake/roster-columns.ts";
import { downloadName, withoutResubmission } from "../../batch/intake/download-name.ts";
import { nearNames } from "../../batch/intake/near-name.ts";
import { nameKeys } from "../../batch/intake/person-name.ts";
import { comparableName } from "../../text/comparable-name.ts";
import { writtenPatterns, type WrittenPattern } from "./patterns.ts";

/** What is not linear needs minutes for so much text: the square of it is more than a minute of steps. */
const CHARACTERS = 300_000;

const FOLDER = "/home/ada/lesson";

/** Text that patterns stumble over: long runs of one kind, and many beginnings of something that never comes to its end. */
const TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    " ",
    "\t",
    "\n",
    "a",
    "0",
    "/",
    "(",
    "[",
    "{",
    '"',
    "<",
    "`",
    "%20",
    "word ",
    "word word! ",
    "Error: ",
    "SyntaxError: ",
    "FATAL ERROR: ",
    "    at ",
    `    at a (${FOLDER}/`,
    `${FOLDER}/a b:1:1`,
    "\nNode.js v",
    "\n    at f (file:///a:1:1)\n",
    "\u001b]",
    "\u001b[0",
    "e\u0301",
    "=+",
    ";\t",
    "- [a](b#",
    "2026-01-01T00:00",
    "0a0a0a0a-",
    "//# sourceMappingURL=",
  ].map((unit) => [JSON.stringify(unit), unit.repeat(CHARACTERS / unit.length)]),
);

/** Everything that applies a pattern to text from outside. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  sanitizeText: (text) => sanitizeText(text, { maxChars: 1_000 }),
  sanitizeLine: (text) => sanitizeLine(text, { maxChars: 1_000, keep: "end" }),
  stagedText: (text) =>
    stagedText(text, { staged: { entry: "server.ts", compiled: "server.compiled.mjs" }, display: "submission" }),
  printedCrash: (text) => printedCrash(`${text}\nError: x\n    at f (${FOLDER}/a.ts:1:1)\n\nNode.js v20`, FOLDER),
  "printedCrash, unfinished": (text) => printedCrash(text, FOLDER),
  parseCrashReport: (text) => parseCrashReport(text, FOLDER),
  "crashOf, message": (text) =>
    crashOf({ report: crash({ name: text, message: text, code: text, source: text }), stderr: "", folder: FOLDER }),
  "crashOf, frames": (text) => {
    const frame = { caller: text, url: `file://${FOLDER}/${text}`, line: 1, column: 1 };
    return crashOf({ report: crash({ name: "", message: "", frames: [frame] }), stderr: "", folder: FOLDER });
  },
  "crashOf, value": (text) => crashOf({ report: crash({ value: text }), stderr: "", folder: FOLDER }),
  requireAsInNode: (text) => requireAsInNode(Buffer.from(text)),
  causeOf: (text) => causeOf(FAILURES["server-stopped"], { received: text }),
  csvField: (text) => csvField(text, CHARACTERS),
  "readSheet and its refusal": (text) => {
    try {
      return readSheet(text);
    } catch (error) {
      if (error instanceof SheetError) return undefined;
      throw error;
    }
  },
  plainText: (text) => plainText(text, CHARACTERS),
  plainEnd: (text) => plainEnd(text, CHARACTERS),
  plainLine: (text) => plainLine(text, CHARACTERS),
  placesIn: (text) => placesIn(text, "lessons/lesson-ws"),
  canonicalOf: (text) => {
    const event = { at: 0, peer: "client-1", dir: "in", kind: "text", bytes: text.length, text } as const;
    const ids = madeUpIds([event], []);
    const other = { ports: [], ids: ids.submission };
    return likenessOf(canonicalOf(event, { ports: [3000], ids: ids.reference }), canonicalOf(event, other));
  },
  archiveStem,
  entryPath,
  shownName,
  comparableName,
  columnsOf: (text) => columnsOf([text, "name"]),
  nameKeys,
  downloadName,
  withoutResubmission,
  nearNames: (text) => nearNames("server.ts", [text]),
};

/** Written at once: a case that never ends must not keep its own name from being read. */
function begin(name: string): void {
  writeSync(1, `${name}\n`);
}

function crash(fields: object): string {
  return JSON.stringify({ crash: fields });
}

for (const pattern of writtenPatterns()) {
  begin(`${pattern.file} /${pattern.source}/${pattern.flags}`);
  const compiled = new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`);
  for (const text of runsOf(pattern)) text.replaceAll(compiled, "");
}
for (const [name, text] of Object.entries(TEXTS)) {
  for (const [reader, read] of Object.entries(READERS)) {
    begin(`${reader} of ${name}`);
    read(text);
  }
}
// A README is the workbook's own, unless a submission is shown with its own; what it costs is marked's work.
begin("renderMarkdown");
await renderMarkdown(`[a](${"b#".repeat(10_000)})`, { folder: "lessons/lesson-ws", files: [] });
begin("done");

/** Long runs of what the pattern itself is looking for, without its end. */
function runsOf({ source }: WrittenPattern): string[] {
  const literal = source.replaceAll(/\\[bBdDwWsS]|\[(?:\\.|[^\]])*\]|[()^$|?*+.]|\{\d*,?\d*\}/g, "\u0000");
  const words = literal.split("\u0000").map((word) => word.replaceAll(/\\(.)/g, "$1"));
  const units = new Set([
    ...words,
    words.join(""),
    words.join(" "),
    words.join("0"),
    " ",
    "\t",
    "\n",
    "a",
    "0",
    "/",
    "f(",
  ]);
  return [...units].filter((unit) => unit !== "").map((unit) => unit.repeat(Math.ceil(CHARACTERS / unit.length)));
}

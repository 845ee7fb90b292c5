import { marked } from "marked";
import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { classStepSummary, stepSummary } from "../../report/export/github-summary.ts";
import type { Verdict } from "../../verdict.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";
import {
  graderErrorLate,
  HOSTILE,
  hostileClass,
  hostileVerdicts,
  notGradable,
  smallClass,
  twoOfThree,
} from "./corpus.ts";

const seed = newSeed();
const LIMIT_BYTES = 1_024 * 1_024;

/** Ignores blank lines between blocks; a block's text contains no `<`. */
const joined = (html: string) => html.replace(/\n+(?=<)/g, "").trim();

/** The elements that GitHub's Markdown renderer produces. */
const elementsOf = (html: string) => new Set([...html.matchAll(/<\/?([a-zA-Z][^\s/>]*)/g)].map(([, name]) => name));
const textOf = (html: string) =>
  html.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
const render = (graded: Verdict) => marked.parse(stepSummary(graded), { async: false, gfm: true });

it("is a table of the checks, followed by the failures", () => {
  expect(textOf(render(twoOfThree))).toMatchInlineSnapshot(`
    "lesson-ws Building a WebSocket Server
    2 of 3 exercises passed
    checkresult
    1.1 HTTP still workspassed
    1.2 a handshake succeeds on the same portpassed
    1.3 a new client is welcomedpassed
    1.4 a ping gets a pongpassed
    1.5 only the client that pinged gets the pongpassed
    2.1 bad text gets an error messagefailed
    2.2 the connection stays openskipped
    3.1 an unknown type gets an error messagepassed
    3.2 the connection stays openpassed
    2.1 bad text gets an error message
    sent      h4llo-q7 (text, 8 bytes)
    expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
    received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
    at        ws-server.ts:14:28
    why       JSON.parse throws on bad text, and nothing catches it
    hint      Who is there to catch what JSON.parse throws?

    client-1 -> GET / upgrade
    client-1 <- 101 Switching Protocols
    client-1 <- {"type":"connected","message":"WebSocket connected"}
    client-1 -> h4llo-q7
    client-1 x  closed 1006, server exited with code 1

    "
  `);
});

it.each(HOSTILE.filter((text) => text.length < 1_000))("renders hostile text as plain text: %j", (text) => {
  const graded = verdict([
    exercise(1, text, [failed("1.1", text, { sent: text, received: `${text}\n\n${text}`, why: text })]),
  ]);
  const html = render({ ...graded, title: text });
  expect(elementsOf(html)).toEqual(
    new Set(["h2", "p", "strong", "table", "tr", "th", "td", "details", "summary", "pre"]),
  );
  expect(joined(html)).toBe(joined(stepSummary({ ...graded, title: text })));
});

it("stays below 1 MiB", () => {
  const long = { received: "<".repeat(9_000), why: "\u{1f600}".repeat(9_000) };
  const many = Array.from({ length: 200 }, (_, id) => exercise(id, "t", [failed(`${id}.1`, "c", long)]));
  expect(Buffer.byteLength(stepSummary(verdict(many)))).toBeLessThanOrEqual(LIMIT_BYTES);
});

it("says why nothing was graded, and whose fault it is", () => {
  expect(textOf(render(notGradable))).toContain('The submission could not be run: Expected ";" but found "}"');
  expect(textOf(render(graderErrorLate))).toContain("not the fault of the submission");
});

it(`keeps its structure for random hostile verdicts (seed ${seed})`, () => {
  for (const hostile of hostileVerdicts(seed, "github summary", 50)) {
    const summary = stepSummary(hostile);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(joined(marked.parse(summary, { async: false }))).toBe(joined(summary));
  }
});

const renderClass = (...graded: Parameters<typeof classStepSummary>) =>
  marked.parse(classStepSummary(...graded), { async: false, gfm: true });

it("of a class has one row per student", () => {
  const absent = { student: { id: "104" }, why: "nothing-handed-in" } as const;
  expect(textOf(renderClass(smallClass, [absent])).trim()).toMatchInlineSnapshot(`
    "lesson-ws Building a WebSocket Server
    studentresultfirst failure
    1012 of 3 exercises passed2.1 bad text gets an error message: expected a JSON object with "error", or "type":"error" and a "message", within 2 s; received nothing; your server stopped: SyntaxError: Unexpected token 'h'
    102The submission could not be run: Expected ";" but found "}"
    103The workbook failed while grading; this is not the fault of the submission. check 1.2: no details
    104nothing handed in"
  `);
});

it(`of a random class stays a table below the limit (seed ${seed})`, () => {
  const results = hostileClass(seed, "class summary", 40);
  expect(elementsOf(renderClass(results))).toEqual(new Set(["h2", "table", "tr", "th", "td"]));
  // Twice as many as the limit has room for, however short the texts are that the seed draws.
  const many = Array.from({ length: 200 }, () => results).flat();
  const text = classStepSummary(many);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(text).toMatch(/\d+ more are in results\.csv\.\n\n$/);
});

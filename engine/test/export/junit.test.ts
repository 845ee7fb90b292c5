import { expect, it } from "vitest";
import { validateXML } from "../tools/xmllint.ts";
import { newSeed } from "../../kit/random.ts";
import { junit, junitOfClass } from "../../report/export/junit.ts";
import type { Verdict } from "../../verdict.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";
import {
  graderError,
  graderErrorLate,
  hostileClass,
  hostileVerdicts,
  notGradable,
  smallClass,
  twoOfThree,
} from "./corpus.ts";
import { JUNIT_SCHEMA } from "./junit-schema.ts";

const seed = newSeed();

/** Validates with libxml2 against the schema; fails with its messages. */
async function validates(...documents: string[]): Promise<void> {
  const xml = documents.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const pages = { initialMemoryPages: 4_096, maxMemoryPages: 16_384 };
  const result = await validateXML({ xml, schema: JUNIT_SCHEMA, ...pages });
  expect(result.errors).toEqual([]);
  expect(result.valid).toBe(true);
}

/** Every value of an attribute as libxml2 reads it. */
async function valuesOf(document: string, name: string): Promise<string[]> {
  const { normalized } = await validateXML({ xml: document, normalization: "c14n" });
  const values = [...normalized.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value);
  return values.map((value) =>
    value
      .replaceAll("&#xA;", "\n")
      .replaceAll("&#x9;", "\t")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&amp;", "&"),
  );
}

it("has one suite for each exercise", async () => {
  expect(junit(twoOfThree)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="lesson-ws" tests="9" failures="1" errors="0" skipped="1" time="0.074">
    <testsuite name="lesson-ws 1 Set up the WebSocket server and answer a ping" tests="5" failures="0" errors="0" skipped="0" time="0.031">
    <properties>
    <property name="submission" value="lessons/lesson-ws"/>
    <property name="outcome" value="graded"/>
    <property name="seed" value="1834"/>
    <property name="isolation" value="process"/>
    </properties>
    <testcase classname="lesson-ws.exercise-1" name="1.1 HTTP still works" time="0.006"/>
    <testcase classname="lesson-ws.exercise-1" name="1.2 a handshake succeeds on the same port" time="0.006"/>
    <testcase classname="lesson-ws.exercise-1" name="1.3 a new client is welcomed" time="0.006"/>
    <testcase classname="lesson-ws.exercise-1" name="1.4 a ping gets a pong" time="0.006"/>
    <testcase classname="lesson-ws.exercise-1" name="1.5 only the client that pinged gets the pong" time="0.006"/>
    </testsuite>
    <testsuite name="lesson-ws 2 Answer text that is not JSON with an error" tests="2" failures="1" errors="0" skipped="1" time="0.031">
    <properties>
    <property name="submission" value="lessons/lesson-ws"/>
    <property name="outcome" value="graded"/>
    <property name="seed" value="1834"/>
    <property name="isolation" value="process"/>
    </properties>
    <testcase classname="lesson-ws.exercise-2" name="2.1 bad text gets an error message" time="0.009" file="ws-server.ts" line="14">
    <failure type="server-stopped" message="expected a JSON object with &quot;error&quot;, or &quot;type&quot;:&quot;error&quot; and a &quot;message&quot;, within 2 s; received nothing; your server stopped: SyntaxError: Unexpected token 'h'">sent      h4llo-q7 (text, 8 bytes)
    expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
    received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
    at        ws-server.ts:14:28
    why       JSON.parse throws on bad text, and nothing catches it
    hint      Who is there to catch what JSON.parse throws?</failure>
    <system-out>client-1 -&gt; GET / upgrade
    client-1 &lt;- 101 Switching Protocols
    client-1 &lt;- {"type":"connected","message":"WebSocket connected"}
    client-1 -&gt; h4llo-q7
    client-1 x  closed 1006, server exited with code 1</system-out>
    </testcase>
    <testcase classname="lesson-ws.exercise-2" name="2.2 the connection stays open" time="0.000">
    <skipped message="skipped: needs 2.1"/>
    </testcase>
    </testsuite>
    <testsuite name="lesson-ws 3 Answer an unknown message type with an error" tests="2" failures="0" errors="0" skipped="0" time="0.012">
    <properties>
    <property name="submission" value="lessons/lesson-ws"/>
    <property name="outcome" value="graded"/>
    <property name="seed" value="1834"/>
    <property name="isolation" value="process"/>
    </properties>
    <testcase classname="lesson-ws.exercise-3" name="3.1 an unknown type gets an error message" time="0.006"/>
    <testcase classname="lesson-ws.exercise-3" name="3.2 the connection stays open" time="0.006"/>
    </testsuite>
    </testsuites>
    "
  `);
  await validates(junit(twoOfThree));
});

it("counts a submission that could not be run as failures, and a fault of the workbook as errors", async () => {
  expect(junit(notGradable)).toContain('tests="3" failures="3" errors="0"');
  expect(junit(graderError)).toContain('tests="3" failures="0" errors="3"');
  expect(junit(graderErrorLate)).toContain('tests="6" failures="0" errors="1"');
  expect(junit(graderErrorLate)).toContain("not the fault of the submission");
  await validates(junit(notGradable), junit(graderError), junit(graderErrorLate));
});

it("separates the suites of a class by student", async () => {
  const text = junitOfClass(smallClass);
  await validates(text);
  expect(new Set(await valuesOf(text, "classname"))).toContain("102.exercise-3");
});

it("separates students whose ids are equal after cleaning", async () => {
  const results = ["ada.l", "ada_l", "ada", "ada\u200b"].map((id) => ({ student: { id }, verdict: twoOfThree }));
  const text = junitOfClass(results);
  await validates(text);
  expect(new Set(await valuesOf(text, "classname")).size).toBe(12);
});

it("keeps hostile text, without characters that XML forbids", async () => {
  const hostile = `]]> "quoted" <b>&amp;\u001b[31m red\u001b[0m \u0000\ufffe\ud800 \u202eend`;
  const text = junit(verdict([exercise(1, "t", [failed("1.1", "c", { expected: hostile, received: hostile })])]));
  await validates(text);
  expect(text).not.toContain("]]>");
  const read = `]]> "quoted" <b>&amp; red \ufffd end`;
  expect(await valuesOf(text, "message")).toEqual([`expected ${read}; received ${read}`]);
});

it("stays below GitLab's 30 MB", async () => {
  const long = {
    sent: "&".repeat(9_000),
    received: "<".repeat(9_000),
    why: "w".repeat(9_000),
    hint: "h".repeat(9_000),
  };
  const many: Verdict = verdict([
    exercise(
      1,
      "t",
      Array.from({ length: 4 }, (_, index) => failed(`1.${index}`, "c", long)),
    ),
  ]);
  const results = Array.from({ length: 160 }, (_, index) => ({ student: { id: `s${index}` }, verdict: many }));
  const text = junitOfClass(results);
  expect(Buffer.byteLength(text)).toBeLessThan(30_000_000);
  await validates(text);
});

it(`matches the schema for random hostile verdicts (seed ${seed})`, async () => {
  await validates(
    ...hostileVerdicts(seed, "junit", 40).map(junit),
    junitOfClass(hostileClass(seed, "junit class", 20)),
  );
});

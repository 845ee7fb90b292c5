import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { CLASS_REPORTERS, SUBMISSION_REPORTERS } from "../../report/export/reporters.ts";
import { jsonReport } from "../../report/json.ts";
import { fixtureWorkbook } from "../fixture-workbook.ts";
import { graded } from "../grade/grading-fixture.ts";
import { hostileClass, hostileVerdicts, twoOfThree } from "./corpus.ts";

const seed = newSeed();
const TOKEN = "5f0c1a4e9b7d4c3f8e2a";
/** Escape sequences, lone surrogates, carriage returns, and controls other than tab and newline. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/u;

describe.each(Object.entries(SUBMISSION_REPORTERS).filter(([name]) => name !== "json"))(
  "%s",
  (_name, { render, also }) => {
    it(`contains no terminal control, and is the same every time (seed ${seed})`, () => {
      for (const verdict of hostileVerdicts(seed, "reporters", 30)) {
        for (const text of [render(verdict, { token: TOKEN }), also?.render(verdict) ?? "\n"]) {
          expect(text).not.toMatch(HARMFUL);
          expect(text.endsWith("\n")).toBe(true);
        }
        expect(render(structuredClone(verdict), { token: TOKEN })).toBe(render(verdict, { token: TOKEN }));
      }
    });
  },
);

it(`class reports contain no terminal control (seed ${seed})`, () => {
  const results = hostileClass(seed, "class reporters", 20);
  const unjudged = results.map(({ student }) => ({ student, why: "nothing-handed-in" as const }));
  for (const { fills, render, also } of Object.values(CLASS_REPORTERS)) {
    if (fills) expect(() => render(results)).toThrow("none was given");
    else expect(render(results, { token: TOKEN, unjudged }).text).not.toMatch(HARMFUL);
    expect(also?.render(results, { unjudged }) ?? "").not.toMatch(HARMFUL);
  }
});

it("the json reporter prints the same as --json", () => {
  expect(SUBMISSION_REPORTERS["json"]?.render(twoOfThree, { token: TOKEN })).toBe(jsonReport(twoOfThree));
});

describe("npm run check -- --reporter", () => {
  it.each([
    { words: ["--reporter", "junt"], answer: 'There is no reporter "junt". Did you mean junit? The reporters are' },
    {
      words: ["--reporter", "__proto__"],
      answer: 'There is no reporter "__proto__". The reporters are terminal, json, junit,',
    },
    {
      words: ["--reporter", "canvas"],
      answer: "The reporter canvas shows a class, not one submission. The reporters are",
    },
    { words: ["--reporter", "tap", "--json"], answer: "--json and --reporter each name a format." },
  ])("refuses $words", async ({ words, answer }) => {
    const { run } = await fixtureWorkbook();
    const { exitCode, stdout, stderr } = await run(["check", "lesson-greet", ...words]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(answer);
  });

  it("prints the format, keeps the exit code, and adds the step summary where GitHub asks for it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "step-summary-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "summary.md");
    await writeFile(file, "before\n\n");
    const work = { folder: "submissions/never-listens", env: { GITHUB_STEP_SUMMARY: file } };
    const { exitCode, printed } = await graded(work, "--reporter", "github");
    expect(printed).toMatch(/^::stop-commands::[0-9a-f-]{36}\n/);
    expect(printed).toContain("\n::error title=The submission could not be run::");
    expect(exitCode).toBe(1);
    expect(await readFile(file, "utf8")).toMatch(/^before\n\n<h2>lesson&#45;door /);
  });
});

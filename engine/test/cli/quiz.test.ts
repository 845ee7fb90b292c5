import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { readProgress } from "../../state/progress.ts";
import { fixtureWorkbook, type FixtureWorkbook } from "../fixture-workbook.ts";

test("without a terminal, the question is shown with the way to answer it", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["quiz", "lesson-greet"])).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "stderr": "",
      "stdout": "Why does a greeting come first?

      a) It is shorter
      b) It opens the conversation
      c) It is louder

    answer: npm run quiz lesson-greet a, or another letter
    ",
    }
  `);
});

test("the right answer is explained together with the others", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["quiz", "lesson-greet", "b"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "right  b) It opens the conversation
      Nobody answers before being addressed.

    a) It is shorter
       Length has nothing to do with it.

    c) It is louder
       A greeting may be whispered.
    ",
    }
  `);
});

test("a wrong answer is explained without giving the right one away", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["quiz", "lesson-greet", "C)"])).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "stderr": "",
      "stdout": "not yet  c) It is louder
      A greeting may be whispered.

    try again: npm run quiz lesson-greet
    ",
    }
  `);
});

test("an unknown letter is refused with the list of choices", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["quiz", "lesson-greet", "z"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: '"z" is not one of the letters. Answer with a, b or c.\n',
  });
});

test("answers are saved, and a right one stays recorded", async () => {
  const { run, workbook } = await fixtureWorkbook();
  for (const letter of ["a", "b", "c"]) await run(["quiz", "greet", letter]);
  const { progress } = await readProgress(workbook);
  expect(progress.lessons["lesson-greet"]?.quiz).toEqual({
    answer: "c",
    at: expect.any(String),
    rightAt: expect.any(String),
  });
});

describe.skipIf(!existsSync("/usr/bin/script"))("quiz at a terminal", () => {
  test("quiz asks again until the answer is a valid letter", async () => {
    const { output, exitCode } = await atTerminal(await fixtureWorkbook(), ["z\r", "b\r"]);
    expect(output).toContain("Please answer with a, b or c.");
    expect(output).toContain("right  b) It opens the conversation");
    expect(exitCode).toBe(0);
  });

  test("a wrong answer is explained, and the question asked again", async () => {
    const { output, exitCode } = await atTerminal(await fixtureWorkbook(), ["c\r", "b\r"]);
    expect(output).toContain("not yet  c) It is louder");
    expect(output).toContain("right  b) It opens the conversation");
    expect(output).not.toContain("try again");
    expect(exitCode).toBe(0);
  });

  test("Ctrl-C ends the quiz with exit code 130", async () => {
    expect((await atTerminal(await fixtureWorkbook(), ["\u0003"])).exitCode).toBe(130);
  });

  test("Ctrl-D ends the quiz without an answer", async () => {
    expect((await atTerminal(await fixtureWorkbook(), ["\u0004"])).exitCode).toBe(1);
  });
});

/** Runs the quiz at a pseudo-terminal and types a line at each prompt. */
function atTerminal(
  { root }: FixtureWorkbook,
  lines: readonly string[],
): Promise<{ output: string; exitCode: number | null }> {
  const start = new URL("../../cli/start.mjs", import.meta.url).pathname;
  const child = spawn("/usr/bin/script", ["-qec", `"${process.execPath}" "${start}" quiz lesson-greet`, "/dev/null"], {
    env: { PATH: process.env["PATH"], WORKBOOK_ROOT: root, NO_COLOR: "1", TERM: "xterm" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const left = [...lines];
  let output = "";
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const asked = output.split("Your answer (a, b or c): ").length - 1;
    while (answered < asked && left.length > 0) {
      answered += 1;
      child.stdin.write(left.shift() ?? "");
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ output, exitCode }));
  });
}

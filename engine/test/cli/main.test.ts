import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands.ts";
import { finished, fixtureWorkbook } from "../fixture-workbook.ts";

test("without a command, the commands are listed", async () => {
  const { run } = await fixtureWorkbook();
  const help = await run([]);
  expect(help).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "For learners
      npm run start                             the workbook as a local page
      npm run check [lesson | all] [solution]   grade your server or the solution, of one lesson or of all
      npm run watch [lesson]                    grade your server again on every save
      npm run dev [lesson] [program]            run your server on port 3000 and reload it on every save, or a program of the lesson
      npm run connect [url]                     talk to your running WebSocket server by hand
      npm run hint [lesson] [exercise]          the next hint for what failed last
      npm run quiz [lesson] [letter]            the lesson's question, and after a pass what comes next in your own run
      npm run progress                          the course as a map: what is done, what is left, what comes next
      npm run cost [solution]                   measure what polling, event streams and WebSockets cost on this machine
      npm run reset <lesson>                    keep a copy of your files, then put the starter back

    For instructors
      npm run compare <lesson> [folder]         a submission beside the solution, or two beside each other: files and behaviour
      npm run grade <lesson> <folder>           grade a class: every folder and archive in a folder
      npm run merge -- DIR DIR... --output DIR  join the results of several machines or shards
      npm run worker [lesson...]                grade the jobs that npm run grade --queue puts into a queue
      npm run prove [lesson]                    prove that a lesson's checks judge rightly
      npm run new-lesson <lesson>               write the files that a lesson begins with
      npm run drop-in <system> <folder>         write what another system takes to grade with this workbook
      npm run doctor                            checks which sandbox protections work here

    Without a lesson, check, watch and dev take the first one you have not passed yet.
    More about one command: npm run check -- --help
    ",
    }
  `);
  for (const word of ["help", "--help", "-h"]) expect(await run([word])).toEqual(help);
});

test("a command's --help describes its arguments and flags", async () => {
  const { run } = await fixtureWorkbook();
  const usage = await run(["reset", "--help"]);
  expect(usage).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "npm run reset <lesson>

      keep a copy of your files, then put the starter back
    ",
    }
  `);
  expect(await run(["help", "reset"])).toEqual(usage);
});

test("the table of commands agrees with the commands", async () => {
  const table = COMMANDS.map(({ name, summary }) => ({ name, summary }));
  const commands = await Promise.all(COMMANDS.map(async (entry) => (await entry.load()).command));
  expect(table).toEqual(commands.map(({ name, summary }) => ({ name, summary })));
});

describe("an unknown name is answered with the nearest one", () => {
  test.each([
    { words: ["progres"], answer: 'There is no command "progres". Did you mean progress?' },
    { words: ["prog"], answer: 'There is no command "prog". Did you mean progress?' },
    { words: ["QUIZ"], answer: 'There is no command "QUIZ". Did you mean quiz?' },
    { words: ["help", "rest"], answer: 'There is no command "rest". Did you mean reset?' },
    {
      words: ["fly"],
      answer:
        'There is no command "fly". The commands are start, check, watch, dev, connect, hint, quiz, progress, cost, reset, compare, grade, merge, worker, prove, new-lesson, drop-in, doctor and help.',
    },
    {
      words: ["__proto__"],
      answer:
        'There is no command "__proto__". The commands are start, check, watch, dev, connect, hint, quiz, progress, cost, reset, compare, grade, merge, worker, prove, new-lesson, drop-in, doctor and help.',
    },
    {
      words: ["\u001b[31mfly"],
      answer:
        'There is no command "?[31mfly". The commands are start, check, watch, dev, connect, hint, quiz, progress, cost, reset, compare, grade, merge, worker, prove, new-lesson, drop-in, doctor and help.',
    },
    { words: ["quiz", "--halp"], answer: 'quiz has no flag "--halp". Did you mean --help?' },
    { words: ["quiz", "-x"], answer: 'quiz has no flag "-x". It takes --help.' },
    { words: ["quiz", "--help=yes"], answer: '--help takes no value, but got "yes".' },
    { words: ["progress", "lesson-greet"], answer: '"lesson-greet" is one word too many. Type npm run progress.' },
    {
      words: ["quiz", "lesson-greet", "b", "c"],
      answer:
        '"c" is one word too many. Type npm run quiz [lesson] [letter] or npm run quiz <lesson> <check> [letter].',
    },
  ])("$words", async ({ words, answer }) => {
    const { run } = await fixtureWorkbook();
    expect(await run(words)).toEqual({ exitCode: 2, stdout: "", stderr: `${answer}\n` });
  });
});

test("help behind a command is the help of that command", async () => {
  const { run } = await fixtureWorkbook();
  const help = await run(["check", "help"]);
  expect(help).toEqual(await run(["check", "--help"]));
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
});

test.each([
  [["check", "lesson-greet", "7"], 'There is no exercise "7". The exercises are'],
  [["check", "lesson-greet", "1", "2"], "One exercise can be graded alone, or all of them."],
  [["check", "lesson-greet", "1", "--exercise", "1"], "One exercise can be graded alone, or all of them."],
  [["check", "lesson-greet", "solution", "solutions"], "One exercise can be graded alone, or all of them."],
])("%s is refused: an exercise is named once, and exists", async (words, answer) => {
  const { run } = await fixtureWorkbook();
  const { exitCode, stderr } = await run(words);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(answer);
});

test("a closed output pipe does not end the command early", async () => {
  const { start } = await fixtureWorkbook();
  const child = start(["progress"], { stdin: "" });
  child.stdout?.destroy();
  expect(await finished(child)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("a fault of the workbook is one sentence", async () => {
  const { run, root } = await fixtureWorkbook();
  const env = { WORKBOOK_ROOT: `${root}/nowhere` };
  const failed = await run(["progress"], { env });
  expect({ ...failed, stderr: failed.stderr.replace(root, "<root>") }).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "the workbook itself failed: lessons/course.json cannot be read: ENOENT: no such file or directory, open '<root>/nowhere/lessons/course.json'; this is not your server's fault
    ",
      "stdout": "",
    }
  `);
  const { stderr } = await run(["progress"], { env: { ...env, WORKBOOK_DEBUG: "1" } });
  expect(stderr).toMatch(/^the workbook itself failed: .*\nCourseError: .*\n {4}at .*engine\/lesson\.ts:/);
});

describe("colour", () => {
  test.each([
    { env: {}, colored: false },
    { env: { FORCE_COLOR: "1" }, colored: true },
    { env: { FORCE_COLOR: "0" }, colored: false },
    { env: { FORCE_COLOR: "1", NO_COLOR: "1" }, colored: false },
  ])("$env", async ({ env, colored }) => {
    const { run } = await fixtureWorkbook();
    const { stdout } = await run(["progress"], { env });
    expect(stdout.includes("\u001b[")).toBe(colored);
  });
});

test("on an old Node.js, one sentence asks for a newer one", async () => {
  const { run } = await fixtureWorkbook();
  const older = `data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.3" } })`;
  expect(await run(["progress"], { node: ["--import", older] })).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "The workbook needs Node.js 20.19 or newer; this is 20.18.3. Install a newer one from https://nodejs.org and run the command again.
    ",
      "stdout": "",
    }
  `);
});

test("a flag that npm swallowed is named", async () => {
  const { run } = await fixtureWorkbook();
  const { stderr } = await run(["check", "lesson-nowhere"], {
    env: { npm_lifecycle_event: "check", npm_config_seed: "4" },
  });
  expect(stderr.split("\n", 1)).toEqual([
    "npm kept --seed for itself. Flags go after two dashes: npm run check -- --seed N",
  ]);
});

/** Watch mode in a real terminal: every key, every way to end, every size. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { until } from "../grade/processes.ts";
import { courseFolder, filesRead, SILENT, START, type CourseFolder } from "./course.ts";
import { requireTmux, terminal, type Terminal } from "./tmux.ts";

beforeAll(requireTmux);

const WATCH = `${process.execPath} ${START} watch`;
/** With its time: before, while the probes still run, only the score is there. */
const FAILED = /0 of 2 exercises ·\s+\d+\.\d s/;
const PASSED = /passed: 2 of 2 exercises ·\s+\d+\.\d s/;
const COOKED = " icanon";

/** Watch mode on a course, after its first verdict. */
async function watching(
  options: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv; words?: string } = {},
): Promise<{ course: CourseFolder; tty: Terminal }> {
  const course = await courseFolder();
  const tty = await terminal(course.root, options);
  await tty.launch(`${WATCH} ${options.words ?? ""}`);
  await tty.shows(FAILED);
  return { course, tty };
}

/** Asserts that the shell is back, that keys are echoed and sent by lines, and that nothing runs any more. */
async function expectSane(course: CourseFolder, tty: Terminal): Promise<void> {
  await tty.prompts();
  expect(await tty.command("stty -a")).toContain(COOKED);
  await expectQuiet(course);
}

async function expectQuiet(course: CourseFolder): Promise<void> {
  await course.isQuiet();
  expect(course.processes(), "processes left behind").toEqual([]);
}

/** The process of watch mode itself. */
function pidOf(course: CourseFolder): number {
  const pid = course.processes().find(({ command }) => command.includes("start.mjs"))?.pid;
  if (pid === undefined) throw new Error("watch mode does not run");
  return pid;
}

describe("the screen", () => {
  test("shows lesson, exercises, the first failure in full, progress, file and keys", async () => {
    const { tty } = await watching({ words: "-- door", rows: 40 });
    const steady = (await tty.screen())
      .replace(/^[^]*?\n(?=lesson-door)/, "")
      .replace(/\d+\.\d s · at [\d:]+ · seed \d+/, "N s · at TIME · seed N")
      .replace(/wire[^]*(?=\n {2}FAIL {2}2)/, "wire      ...");
    expect(steady).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                      lesson 1 of 3
        0 of 2 exercises · N s · at TIME · seed N

        FAIL  1  Greet a visitor                                           not started
              1.1  ok: the house stands: /health answers 200
              1.2  a visitor is greeted
                   sent      a WebSocket handshake: GET /, then /ws with Upgrade:
                             websocket
                   expected  101 Switching Protocols
                   received  HTTP 404 Not Found instead of 101 Switching Protocols
                   why       the app answered with its own 404: nothing listened for
                             the HTTP server's "upgrade" event
                   hint      A handshake is a request that asks to be upgraded. Which
                             object takes it, and which server does that object need?
                   wire      ...
        FAIL  2  Answer a knock · 2.1 same as 1.2

        [>-.]  0 of 2 lessons passed, 1 coming
        file  lessons/lesson-door/server.ts
      r run again · h hint · t transcript · o server log · l list · x reset · q quit"
    `);
  });

  test("follows saves, keeps the text above it, and never clears the terminal", async () => {
    const course = await courseFolder();
    const tty = await terminal(course.root, { rows: 18 });
    await tty.command("echo before-watch");
    await tty.launch(WATCH);
    await tty.shows(FAILED);
    await course.save(course.right);
    await tty.shows(PASSED);
    await course.save("syntax error");
    expect(await tty.shows("not graded")).toContain("server.ts:1 does not compile");
    await course.save(course.right);
    await tty.shows(PASSED);
    await tty.press("q");
    await expectSane(course, tty);
    const history = await tty.history();
    expect(history).toContain("before-watch");
    expect(history.match(/lesson 1 of 3/g), "frames left on the terminal").toHaveLength(1);
    const bytes = await tty.bytes();
    for (const forbidden of ["\u001b[2J", "\u001b[3J", "\u001b[?1049h", "\u001b[?25l", "\u001bc"])
      expect(bytes).not.toContain(forbidden);
    // The file is a link.
    expect(bytes).toContain(`\u001b]8;;file://${course.lessonDir}/server.ts\u001b\\`);
    expect(await until(async () => (await course.runs()).length === 4, 10_000)).toBe(true);
  });

  test("has neither colours nor links with NO_COLOR", async () => {
    const { tty } = await watching({ env: { NO_COLOR: "1" } });
    expect(await tty.colored()).not.toContain("\u001b");
    expect(await tty.bytes()).not.toContain("\u001b]8");
    expect(await tty.screen()).toContain("FAIL  1  Greet a visitor");
  });

  test("fits 40 columns, small windows and every change of size", async () => {
    const { tty, course } = await watching({ columns: 40, rows: 24 });
    const sizes = [
      [40, 24],
      [100, 40],
      [40, 14],
      [30, 40],
      [80, 24],
    ] as const;
    for (const [columns, rows] of sizes) {
      await tty.resize(columns, rows);
      // The end of the keys is the end of the frame, and its start is on the screen as well.
      await tty.shows(/q quit$/);
      const whole = /lesson-door {2}Opening the door\s[^]*0 of 2 exercises ·[^]*FAIL {2}1 {2}Greet a visitor/;
      expect((await tty.shows(whole)).split("\n").length).toBeLessThanOrEqual(rows);
    }
    await course.save(course.right);
    await tty.shows(PASSED);
  });
});

describe("keys", () => {
  test("r grades again, h shows the next hint, t, o and v print in full, Enter goes back", async () => {
    const { tty, course } = await watching();
    await tty.press("r");
    expect(await until(async () => (await course.runs()).length === 2, 10_000)).toBe(true);
    await tty.press("h");
    await tty.shows("Hint 1 of 3. Press h again for one that says more.");
    await tty.press("h");
    await tty.shows("Hint 2 of 3.");
    await tty.press("h");
    await tty.shows("Hint 3 of 3.");
    await tty.press("h");
    await tty.shows("This is the last hint again");
    await tty.press("t");
    await tty.shows(/1\.2 {2}FAIL: a visitor is greeted\n +\d+ ms {2}client-1 -> GET \//);
    await tty.press("o");
    await tty.shows("and got");
    await tty.shows("It printed nothing.");
    await tty.press("v");
    await tty.shows("next: your files in lessons/lesson-door, then save");
    await tty.press("Enter");
    await tty.hides("enter back");
    const history = await tty.history();
    for (const printed of ["Hint 1 of 3", "Hint 2 of 3", "1.1  ok: the house stands", "It printed nothing."])
      expect(history).toContain(printed);
  });

  test("s and n work after a pass; l lists the lessons", async () => {
    const { tty, course } = await watching();
    await tty.press("n");
    await tty.shows("n goes to the next lesson once every exercise has passed");
    await tty.press("s");
    await tty.shows("s shows the solution beside your files once every exercise has passed");
    await course.save(`${course.right}// mine\n`);
    expect(await tty.shows(PASSED)).toMatch(/n next · s solution/);
    await tty.press("s");
    await tty.shows("+ 17  // mine");
    await tty.press("n");
    await tty.shows(/lesson-gate {2}Opening the gate[^]*0 of 2 exercises/);
    await tty.press("l");
    await tty.shows("> open     2  Opening the gate");
    expect(await tty.screen()).toContain("  passed   1  Opening the door");
    await tty.press("Down");
    await tty.shows("> coming   3  Climbing the roof");
    await tty.press("j", "Enter");
    await tty.shows("lesson-roof is coming; it is not built yet.");
    await tty.press("k", "Up");
    await tty.shows("> passed   1");
    await tty.press("Escape");
    await tty.shows("lesson 2 of 3");
    await tty.press("l", "Up", "Enter");
    await tty.shows(/lesson-door {2}Opening the door[^]*passed: 2 of 2 exercises ·\s+\d/);
    // A lesson that is left is watched no more.
    const before = (await course.runs("lesson-gate")).length;
    await writeFile(path.join(course.root, "lessons/lesson-gate/server.ts"), course.right);
    await course.save("const half = ");
    await tty.shows("not graded");
    expect(await course.runs("lesson-gate")).toHaveLength(before);
  });

  test("x asks first, names the files, keeps a copy and says where", async () => {
    const { tty, course } = await watching();
    await tty.press("x");
    await tty.shows("lessons/lesson-door is already the starter; nothing was changed.");
    await course.save(course.right);
    await tty.shows(PASSED);
    await tty.press("x");
    await tty.shows("Put the starter back in lessons/lesson-door/server.ts?");
    await tty.press("n");
    await tty.shows("Your files were not changed.");
    // What is pasted together with an x answers nothing.
    await tty.press("-l", "xy");
    await tty.shows("Put the starter back in");
    expect(await readFile(path.join(course.lessonDir, "server.ts"), "utf8")).toBe(course.right);
    await tty.press("y");
    await tty.shows(FAILED);
    const screen = await tty.shows(/A copy of all your files is in\s+\.workbook\/attempts\/lesson-door\//);
    expect(screen).toContain("lessons/lesson-door was reset to the starter: server.ts.");
    const [time = ""] = await readdir(path.join(course.root, ".workbook/attempts/lesson-door"));
    const copy = path.join(course.root, ".workbook/attempts/lesson-door", time, "server.ts");
    expect(await readFile(copy, "utf8")).toBe(course.right);
    expect(await readFile(path.join(course.lessonDir, "server.ts"), "utf8")).toContain("TODO(exercise 1)");
  });

  test("are answered during a run; however often a run is asked for meanwhile, one follows", async () => {
    const { tty, course } = await watching();
    await course.save(SILENT);
    await tty.shows(/^ {2}checking \.\.\.$/m);
    await tty.press("r", "r", "r");
    await tty.shows("checking ... · again after that");
    await filesRead(course);
    await course.save(course.right);
    await tty.press("l");
    await tty.shows("> open     1  Opening the door");
    await tty.press("l");
    await tty.shows(PASSED);
    // A verdict is on the screen before it is kept.
    await until(async () => (await course.runs()).length > 2, 10_000);
    const verdicts = (await course.runs()).map(({ passed }) => passed);
    expect(verdicts).toEqual([false, false, true]);
    await course.save(SILENT);
    await tty.shows("checking ...");
    await tty.press("q");
    await expectSane(course, tty);
  });
});

describe("leaves the terminal as it was", () => {
  test("after Ctrl-C", async () => {
    const { tty, course } = await watching();
    await tty.press("C-c");
    await tty.shows("npm run watch lesson-door goes on from here");
    await expectSane(course, tty);
  });

  test("when stopped by Ctrl-Z, and draws again after fg", async () => {
    const { tty, course } = await watching();
    await tty.press("C-z");
    await tty.shows(/\[1\]\+ {2}Stopped/);
    expect(await tty.command("stty -a")).toContain(COOKED);
    await course.save(course.right);
    await tty.launch("fg");
    await tty.shows(PASSED);
    await tty.press("h", "l");
    await tty.shows("> passed   1");
    await tty.press("q");
    await expectSane(course, tty);
  });

  test("when stopped during a run, whose limits then say nothing about the server: it runs again", async () => {
    const { tty, course } = await watching();
    await course.save(SILENT);
    await tty.shows("checking ...");
    await tty.press("C-z");
    await tty.shows(/\[1\]\+ {2}Stopped/);
    await course.save(course.right);
    await tty.launch("fg");
    await tty.shows(PASSED);
    // The save made meanwhile may be noticed when the repeated run has already read it; then it is graded once more.
    await until(async () => (await course.runs()).length > 1, 10_000);
    const [first, ...later] = (await course.runs()).map(({ passed }) => passed);
    expect(first).toBe(false);
    expect(new Set(later)).toEqual(new Set([true]));
    await tty.press("q");
    await expectSane(course, tty);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ])("after %s", async (signal, code) => {
    const { tty, course } = await watching({ words: '; echo "code $?"' });
    process.kill(pidOf(course), signal);
    await tty.shows(`code ${code}`);
    await expectSane(course, tty);
  });

  test("when killed: the shell takes the terminal back, and no process is left", async () => {
    const { tty, course } = await watching();
    await course.save(SILENT);
    await tty.shows("checking ...");
    process.kill(pidOf(course), "SIGKILL");
    await expectSane(course, tty);
  });

  test("when the terminal is closed under it", async () => {
    const { tty, course } = await watching();
    await tty.close();
    await expectQuiet(course);
  });
});

describe("--plain", () => {
  test("only adds lines, in words, and answers keys", async () => {
    const { tty, course } = await watching({ words: "--plain door", env: { NO_COLOR: "1" } });
    await tty.shows("keys: r run again, h hint");
    await tty.press("h");
    await tty.shows("Hint 1 of 3.");
    await tty.press("l");
    await tty.shows("marked: lesson 1, lesson-door, Opening the door, open");
    await tty.press("j", "k", "l");
    await tty.shows("back to lesson-door");
    await course.save(course.right);
    await tty.shows("server.ts changed, checking ...");
    await tty.shows("ok    2  Answer a knock");
    await tty.press("x");
    await tty.shows("Put the starter back in lessons/lesson-door/server.ts?");
    await tty.press("n");
    await tty.shows("Your files were not changed.");
    await tty.press("q");
    await tty.shows("watch ended");
    await expectSane(course, tty);
    const bytes = (await tty.bytes()).replace(/^[^]*?watching lesson-door/, "").replace(/watch ended[^]*$/, "");
    expect(bytes).not.toContain("\u001b");
    expect(bytes.replaceAll("\r\n", "\n")).not.toContain("\r");
  });

  test("answers keys although its text goes through a pipe", async () => {
    const course = await courseFolder();
    const tty = await terminal(course.root);
    await tty.launch(`${WATCH} --plain door | cat`);
    await tty.shows("keys: r run again");
    await tty.press("h");
    await tty.shows("Hint 1 of 3.");
    await tty.press("q");
    await expectSane(course, tty);
  });

  test("is what a dumb terminal gets", async () => {
    const { tty } = await watching({ env: { TERM: "dumb" } });
    expect(await tty.screen()).toContain("watching lesson-door, Opening the door");
  });
});

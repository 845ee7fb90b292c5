/** The screen as a pure function: what it shows, and that it always fits. */
import { describe, expect, test } from "vitest";
import type { Lesson } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import { rowsOf, visible } from "../../watch/visible.ts";
import { PlainView } from "../../watch/plain-view.ts";
import { farewellLines, screenLines } from "../../watch/screen.ts";
import { verdictLine } from "../../watch/verdict-line.ts";
import type { WatchState } from "../../watch/watch-state.ts";
import { workbookAt } from "../../workbook.ts";
import { verdictOf } from "../fixture-workbook.ts";

const LESSONS: Lesson[] = Array.from({ length: 18 }, (_, index) => ({
  slug: `lesson-${index + 1}`,
  title: `The ${index + 1}. thing to know about greeting`,
  built: index < 3,
  number: index + 1,
  part: "Talking",
  folder: `/course/lessons/lesson-${index + 1}`,
  solution: `/course/solutions/lesson-${index + 1}`,
  checks: "",
  checkFile: "",
  definitionFile: "",
}));

function state(change: Partial<WatchState> = {}): WatchState {
  return {
    lesson: LESSONS[1] as Lesson,
    definition: {
      entry: "server.ts",
      edits: ["greet.ts", "server.ts"],
      given: [],
      exercises: [
        { id: 1, title: "Greet by name" },
        { id: 2, title: "Greet a crowd" },
      ],
      quiz: { question: "", choices: [{ id: "a", text: "", correct: true, explanation: "" }] },
    },
    lessonFolder: "lessons/lesson-2",
    solutionFolder: "solutions/lesson-2",
    course: LESSONS.map((lesson, index) => ({ lesson, passed: index === 0 })),
    grading: false,
    again: false,
    verdict: undefined,
    notStarted: new Set(),
    graded: undefined,
    checkedAt: undefined,
    fault: undefined,
    cause: [],
    saved: [],
    polling: undefined,
    notes: [],
    lasting: [],
    mode: "report",
    marked: 1,
    changed: [],
    hasKeys: true,
    ...change,
  };
}

/** A verdict whose first failure has a long conversation. */
function talkative(events: number): Verdict {
  const verdict = verdictOf(["passed", "failed", "failed"], { durationMs: 312 });
  const transcript = Array.from({ length: events }, (_, index) => {
    const text = `{"type":"message","number":${index},"text":"${"word ".repeat(8)}"}`;
    const dir: "out" | "in" = index % 2 === 0 ? "out" : "in";
    return { at: index, peer: "client-1", dir, kind: "text" as const, bytes: text.length, text };
  });
  const exercises = verdict.exercises.map((exercise) => ({
    ...exercise,
    checks: [
      ...exercise.checks.map((check) => ({
        ...check,
        id: `${exercise.id}.0`,
        status: "passed" as const,
        failure: null,
      })),
      ...exercise.checks.map((check) => ({ ...check, transcript })),
    ],
  }));
  return { ...verdict, exercises };
}

const checkedAt = new Date(2026, 10, 22, 19, 28, 36);
const failed = state({ verdict: talkative(40), checkedAt });
const passed = state({ verdict: verdictOf(["passed", "passed"]), checkedAt });
const broken = state({
  checkedAt,
  verdict: verdictOf(["failed", "failed"], {
    outcome: "not-gradable",
    reason: {
      code: "crashed-while-starting",
      message: "your server crashed while starting",
      file: "greet.ts",
      line: 7,
      details: Array.from({ length: 60 }, (_, index) => `line ${index} of the log`).join("\n"),
      hint: "Read the last lines first.",
    },
  }),
});
const STATES: readonly (readonly [name: string, state: WatchState])[] = [
  ["before the first verdict", state({ grading: true })],
  ["failed", failed],
  ["failed, checking once more", { ...failed, grading: true, again: true }],
  ["decided, while the probes still run", state({ grading: true, graded: verdictOf(["passed", "passed"]) })],
  ["passed", passed],
  ["not gradable", broken],
  ["a fault of the workbook", state({ fault: "the checks do not compile", checkedAt })],
  ["a fault of the workbook after a verdict", { ...failed, fault: "the checks do not compile" }],
  ["below a text", { ...failed, mode: "overlay" }],
  ["the list", { ...failed, mode: "lessons", marked: 9 }],
  ["the question", { ...failed, mode: "reset", changed: ["greet.ts", "server.ts"] }],
  [
    "after a reset",
    { ...failed, lasting: ["lessons/lesson-2 is back.", "A copy is in .workbook/attempts/lesson-2/x"] },
  ],
  ["polling, with notes", { ...failed, polling: "the folder is on an NFS mount", notes: ["There is no verdict yet."] }],
  ["without keys", { ...failed, hasKeys: false }],
];

describe("every screen", () => {
  test.each(STATES)("fits its terminal: %s", (_name, shown) => {
    for (const columns of [40, 59, 60, 80, 100, 200]) {
      for (let rows = 24; rows <= 60; rows += 3) {
        for (const color of [false, true]) {
          const lines = screenLines(shown, { rows, columns }, color);
          expect(rowsOf(lines, columns), `${columns}x${rows}\n${lines.join("\n")}`).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(visible(line).length).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  test.each(STATES)("says the same with colours and without: %s", (_name, shown) => {
    const size = { rows: 30, columns: 80 };
    expect(screenLines(shown, size, true).map(visible)).toEqual(screenLines(shown, size, false));
    expect(screenLines(shown, size, false).join("\n")).not.toContain("\u001b");
  });

  test("keeps its keys and its state however small the terminal is", () => {
    for (let rows = 10; rows < 24; rows++) {
      const lines = screenLines(failed, { rows, columns: 80 }, false);
      expect(lines[1]).toContain("1 of 3 exercises");
      expect(lines.at(-1)).toMatch(/q quit$/);
      expect(lines.length).toBeLessThanOrEqual(rows);
    }
  });
});

test("shortens a long conversation in its middle, and names the key that shows all of it", () => {
  expect(screenLines(failed, { rows: 30, columns: 80 }, false).join("\n")).toMatchInlineSnapshot(`
    "lesson-2  The 2. thing to know about greeting                     lesson 2 of 18
      1 of 3 exercises · 0.3 s · at 19:28:36 · seed 7

      ok    1  Exercise 1                                           2 checks    1 ms
      FAIL  2  Exercise 2
            2.0  ok: greets back
            2.1  greets back
                 sent      ada
                 expected  hello ada
                 received  nothing
                 why       nobody answers
                 hint      Who answers?
                 wire       0 ms  client-1 -> {"type":"message","number":0,
                                              "text":"word word word word word ...
                                              (79 bytes)
            ... 26 lines left out; t shows all
                                              "text":"word word word word word...
                                              (80 bytes)
                           38 ms  client-1 -> {"type":"message","number":38,
                                              "text":"word word word word word...
                                              (80 bytes)
                           39 ms  client-1 <- {"type":"message","number":39,
                                              "text":"word word word word word...
                                              (80 bytes)
      FAIL  3  Exercise 3 · 3.1 same as 2.1

      [#>-...............]  1 of 3 lessons passed, 15 coming
      file  lessons/lesson-2/greet.ts
    r run again · v view all · h hint · t transcript · o server log · l list
    x reset · q quit"
  `);
});

test("leaves out the other checks of an exercise before parts of the failing one", () => {
  expect(screenLines(failed, { rows: 17, columns: 80 }, false).join("\n")).toMatchInlineSnapshot(`
    "lesson-2  The 2. thing to know about greeting                     lesson 2 of 18
      1 of 3 exercises · 0.3 s · at 19:28:36 · seed 7

      ok    1  Exercise 1                                           2 checks    1 ms
      FAIL  2  Exercise 2
            2.1  greets back
                 sent      ada
                 expected  hello ada
                 received  nothing
                 why       nobody answers
                 hint      Who answers?
            ... 39 lines left out; v shows all

      [#>-...............]  1 of 3 lessons passed, 15 coming
      file  lessons/lesson-2/greet.ts
    r run again · v view all · h hint · t transcript · o server log · l list
    x reset · q quit"
  `);
});

test("keeps the beginning and the end of a long reason", () => {
  const screen = screenLines(broken, { rows: 24, columns: 80 }, false).join("\n");
  for (const wanted of [
    "your server crashed while starting",
    "at lessons/lesson-2/greet.ts:7",
    "line 59 of the log",
    "hint  Read the last lines first.",
    "lines left out; v shows all",
  ])
    expect(screen).toContain(wanted);
});

test("a pass offers the solution and the next lesson", () => {
  expect(screenLines(passed, { rows: 40, columns: 80 }, false).join("\n")).toMatchInlineSnapshot(`
    "lesson-2  The 2. thing to know about greeting                     lesson 2 of 18
      passed: 2 of 2 exercises · 0.0 s · at 19:28:36 · seed 7

      ok    1  Exercise 1                                            1 check    1 ms
      ok    2  Exercise 2                                            1 check    1 ms

      compare   s shows your files beside solutions/lesson-2
      question  npm run quiz lesson-greet
      next      n goes on to lesson-3: The 3. thing to know about greeting

      [#>-...............]  1 of 3 lessons passed, 15 coming
      file  lessons/lesson-2/greet.ts
    r run again · n next · s solution · t transcript · o server log · l list
    x reset · q quit"
  `);
});

test("shows a fault of the workbook instead of the previous verdict, which keys can still show", () => {
  const screen = screenLines({ ...failed, fault: "the checks do not compile" }, { rows: 40, columns: 120 }, false).join(
    "\n",
  );
  expect(screen).toContain("your code is not at fault: the checks do not compile");
  expect(screen).not.toContain("1 of 3 exercises");
  expect(screen).toContain("h hint");
});

test("as plain text, a run names the saves that started it, and no earlier ones", () => {
  let written = "";
  const view = new PlainView(workbookAt("/course"), { write: (text) => (written += text) }, false);
  view.update(state({ saved: ["greet.ts"] }));
  written = "";
  view.update(state({ saved: ["greet.ts"], cause: ["greet.ts"], grading: true }));
  view.update(state({ saved: ["greet.ts"] }));
  view.update(state({ saved: ["greet.ts"], cause: [], grading: true }));
  expect(written).toBe("greet.ts changed, checking ...\nchecking ...\n");
});

test("the list keeps the marked lesson in view", () => {
  for (const marked of [0, 9, 17]) {
    const lines = screenLines({ ...failed, mode: "lessons", marked }, { rows: 14, columns: 40 }, false);
    expect(lines.filter((line) => line.startsWith(">"))).toHaveLength(1);
    expect(lines.length).toBeLessThanOrEqual(14);
  }
});

test("the last screen says how to continue", () => {
  expect(farewellLines(passed, { rows: 24, columns: 80 }, false).at(-1)).toBe(
    "  npm run watch lesson-2 goes on from here",
  );
});

describe("the verdict on one line", () => {
  test.each<[string, Verdict, string]>([
    [
      "failed",
      verdictOf(["passed", "failed", "failed"], { durationMs: 312, seed: 123 }),
      "lesson-greet  1 of 3 exercises, failing: 2.1 no-greeting, 3.1 no-greeting  0.3 s  seed 123",
    ],
    ["passed", verdictOf(["passed", "passed", "passed"]), "lesson-greet  3 of 3 exercises, passed  0.0 s  seed 7"],
    [
      "not gradable",
      broken.verdict as Verdict,
      "lesson-greet  not graded: your server crashed while starting (lessons/lesson-greet/greet.ts:7)  0.0 s  seed 7",
    ],
    [
      "a fault of the workbook",
      verdictOf(["failed"], { outcome: "grader-error", reason: { code: "grader-error", message: "a check\nthrew" } }),
      "lesson-greet  not graded, the workbook failed: a check\\nthrew  0.0 s  seed 7",
    ],
  ])("%s", (_name, verdict, line) => {
    expect(verdictLine(verdict)).toBe(line);
  });
});

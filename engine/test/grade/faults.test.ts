import { readFile } from "node:fs/promises";
import { describe, test } from "vitest";
import { outcomeSummary } from "./outcome-summary.ts";
import { graded, LESSONS, printedVerdict, type Files } from "./grading-fixture.ts";

const CHECKS = "checks/lesson-door/lesson-door.check.ts";
const DEFINITION = "checks/lesson-door/lesson.ts";

describe.concurrent("not a fault of the workbook:", () => {
  // Takes the whole time that a check has.
  test("a check that takes too long because every answer is late", async ({ expect }) => {
    const oneKnock =
      'visitor.send({ type: "knock", name: random.word() });\n    await expect(visitor).toReceive(answer);\n';
    const workbook = await changed(CHECKS, oneKnock, oneKnock.repeat(25));
    const work = await graded({ change: "hostile/answers-slowly", workbook }, "--exercise", "2");
    expect(outcomeSummary(work)).toEqual(["2 failed", "2.1 too-slow"]);
  });
});

/** The lesson's author made a mistake. No learner fails for it: the command ends with 2. */
describe.concurrent("a fault of the workbook is reported, and costs the learner nothing,", () => {
  test("in one check", async ({ expect }) => {
    const workbook = await changed(
      CHECKS,
      "await expect(visitor).toReceive(greeting);",
      "visitor.inbox[7].text.trim();",
    );
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               check 1.2: the check itself failed: Cannot read properties of undefined
               (reading 'text')

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        What the other checks found:

        error 1  Greet a visitor
              1.2  error: the workbook failed here, not your code: the check itself
                   failed: Cannot read properties of undefined (reading 'text')
        ok    2  Answer a knock                                       2 checks N ms

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  // Takes the whole time that a check has.
  test("in a check that never ends without waiting for an answer", async ({ expect }) => {
    const workbook = await changed(
      CHECKS,
      "await expect(visitor).toReceive(greeting);",
      "await new Promise(() => {});",
    );
    const { exitCode, verdict } = await graded({ workbook }, "--exercise", "1");
    expect(exitCode).toBe(2);
    expect(verdict?.reason?.message).toBe(
      "check 1.2: the check itself failed: it did not end within 29 s, although it waits for no answer",
    );
  });

  test("in one probe, which is not graded", async ({ expect }) => {
    const workbook = await changed(
      CHECKS,
      "await expect(visitor).toReceive(answer, { times: 2 });",
      "undefined.knock();",
    );
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        ok    1  Greet a visitor                                      2 checks N ms
        ok    2  Answer a knock                                       2 checks N ms

        2 of 2 exercises · N s · 2 servers started, 2 stopped

        beyond the exercises (shown, never graded)
          no    S1  two knocks get two answers
                    the check itself failed: Cannot read properties of undefined
                    (reading 'knock')
      exit code 0"
    `);
  });

  test("in a check file that throws while it is loaded", async ({ expect }) => {
    expect(await printedVerdict({ workbook: { [CHECKS]: 'throw new Error("not finished");' } })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: not finished

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in a check file that does not compile", async ({ expect }) => {
    expect(await printedVerdict({ workbook: { [CHECKS]: "exercise(1, {" } })).toMatchInlineSnapshot(`
      "the workbook itself failed: the checks of lesson-door do not compile: workbook/checks/lesson-door/lesson-door.check.ts:1: Expected identifier but found end of file; this is not your server's fault
      exit code 2"
    `);
  });

  test("in a check file that is missing", async ({ expect }) => {
    expect(await printedVerdict({ workbook: { [CHECKS]: undefined } })).toMatchInlineSnapshot(`
      "the workbook itself failed: checks/lesson-door/lesson-door.check.ts is missing; this is not your server's fault
      exit code 2"
    `);
  });

  test("in a check file without exercises", async ({ expect }) => {
    const { exitCode, verdict } = await graded({ workbook: { [CHECKS]: "export {};" } });
    expect({
      exitCode,
      message: verdict?.reason?.message,
      statuses: verdict?.exercises.map(({ status }) => status),
    }).toEqual({
      exitCode: 2,
      message:
        'the workbook itself failed: the check file has no exercise 1, "Greet a visitor", which lesson.ts declares',
      statuses: ["error", "error"],
    });
  });

  test("in a lesson without definition", async ({ expect }) => {
    expect(await printedVerdict({ workbook: { [DEFINITION]: "export const lesson = {};" } })).toMatchInlineSnapshot(`
      "the workbook itself failed: checks/lesson-door/lesson.ts has no default export; this is not your server's fault
      exit code 2"
    `);
  });

  test("in an exercise without checks", async ({ expect }) => {
    const workbook = await changed(
      CHECKS,
      'exercise(2, "Answer a knock"',
      'exercise(2, "Answer a knock", () => {});\nconst unused = (..._: unknown[]) => {};\nunused(2, "Answer a knock"',
    );
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: exercise 2 has no checks

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in an exercise that the lesson does not name", async ({ expect }) => {
    const text = await readFile(`${LESSONS}workbook/${CHECKS}`, "utf8");
    const extra =
      'exercise(3, "Ring the bell", () => check("3.1", "rings", { hint: "Which bell?" }, async () => {}));\n';
    expect(await printedVerdict({ workbook: { [CHECKS]: text + extra } })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: the check file's exercise 3 is "Ring the
               bell", which lesson.ts does not have

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in an exercise whose title differs from the lesson's", async ({ expect }) => {
    const workbook = await changed(DEFINITION, "Answer a knock", "Answer the bell");
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: the check file's exercise 2 is "Answer a
               knock", in lesson.ts it is "Answer the bell"

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in a check that needs one that does not exist", async ({ expect }) => {
    const workbook = await changed(CHECKS, 'needs: "2.1"', 'needs: "2.7"');
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: check 2.2 needs 2.7, which is not declared
               before it in the same exercise

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in two checks with one id", async ({ expect }) => {
    const workbook = await changed(CHECKS, 'check("2.2"', 'check("2.1"');
    expect(await printedVerdict({ workbook })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        error  The workbook failed while grading. This is a fault of the workbook, not
               of your code.
               the workbook itself failed: the check file declares two checks 2.1

               Nothing was graded and nothing was lost (exit code 2). Run the command
               again; if it fails again, report it with seed 7 and the output of
               --json.

        not graded · N s · 2 servers started, 2 stopped
      exit code 2"
    `);
  });

  test("in a solution without a given file", async ({ expect }) => {
    const { exitCode, verdict } = await graded({ workbook: { "solutions/lesson-door/house.ts": undefined } });
    expect({ exitCode, outcome: verdict?.outcome, statuses: verdict?.exercises.map(({ status }) => status) }).toEqual({
      exitCode: 2,
      outcome: "grader-error",
      statuses: ["error", "error"],
    });
  });

  test("in a missing temporary folder", async ({ expect }) => {
    expect(await printedVerdict({ env: { TMPDIR: "/nowhere/at/all" } })).toMatchInlineSnapshot(`
      "the workbook itself failed: nothing can be written to the temporary folder /nowhere/at/all (ENOENT); this is not your server's fault
      exit code 2"
    `);
  });
});

/** A file of the workbook with one place changed. */
async function changed(file: string, from: string, to: string): Promise<Files> {
  const text = await readFile(`${LESSONS}workbook/${file}`, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  return { [file]: text.replace(from, () => to) };
}

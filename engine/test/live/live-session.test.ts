/** What a live session emits, keeps and grades next. How the terminal and the page use it: terminal-and-page.test.ts. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { LiveSession } from "../../live/live-session.ts";
import type { SessionEvent, SessionEvents } from "../../live/session-event.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonProgress, readProgress } from "../../state/progress.ts";
import { workbookAt, type Workbook } from "../../workbook.ts";
import { courseFolder, SILENT, type CourseFolder } from "../watch/course.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");

interface Watched {
  readonly session: LiveSession;
  readonly workbook: Workbook;
  readonly events: readonly SessionEvent[];
  /** The next event of this name; those before it are skipped. */
  readonly next: <Name extends keyof SessionEvents>(name: Name) => Promise<SessionEvents[Name]>;
}

/** A session on lesson-door, not started yet. It is closed when the test is over. */
async function sessionOn(
  course: CourseFolder,
  { env = {}, onEvent = () => {} }: { env?: NodeJS.ProcessEnv; onEvent?: (event: SessionEvent) => void } = {},
): Promise<Watched> {
  const workbook = workbookAt(course.root, HOME);
  const lesson = lessonsOf(workbook, await readCourse(workbook))[0] as Lesson;
  const definition = await loadDefinition(workbook, lesson);
  const events: SessionEvent[] = [];
  let read = 0;
  let wake = () => {};
  const session = new LiveSession({
    workbook,
    lesson,
    definition,
    env,
    seed: null,
    onEvent: (event) => {
      onEvent(event);
      events.push(event);
      wake();
    },
  });
  onTestFinished(() => session.close());
  const next = async <Name extends keyof SessionEvents>(name: Name): Promise<SessionEvents[Name]> => {
    for (;;) {
      while (read < events.length) {
        const event = events[read++] as SessionEvent;
        if (event.name === name) return event.data as SessionEvents[Name];
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { session, workbook, events, next };
}

test("keeps a run before it emits the verdict, and records the pass after it", async () => {
  const course = await courseFolder();
  await course.save(course.right);
  const kept: boolean[] = [];
  const { session, workbook, next } = await sessionOn(course, {
    onEvent: ({ name, data }) => {
      if (name === "verdict")
        kept.push(existsSync(path.join(course.root, ".workbook/runs/lesson-door", data.id ?? "", "verdict.json")));
    },
  });
  await session.start({ resume: false });
  expect(await next("run-started")).toMatchObject({ run: 1, seed: null, exercise: null, saved: [] });
  expect((await next("decided")).verdict.passed).toBe(true);
  const { verdict } = await next("verdict");
  expect(kept).toEqual([true]);
  expect(session.state).toMatchObject({ grading: null, latest: { verdict, exercise: null }, fault: null });
  expect(await next("recorded")).toEqual({ run: 1, verdict, notices: [] });
  const { progress } = await readProgress(workbook);
  expect(lessonProgress(progress, "lesson-door").passedAt).toBeTypeOf("string");
});

test("an untouched exercise is not started, one with any change is, and a pass names none", async () => {
  const course = await courseFolder();
  const { session, next } = await sessionOn(course);
  await session.start({ resume: false });
  const first = (await next("verdict")).notStarted;
  await course.save(SILENT);
  await next("run-started");
  const second = (await next("verdict")).notStarted;
  await course.save(course.right);
  await next("run-started");
  const third = (await next("verdict")).notStarted;
  expect([first, second, third]).toEqual([[1], [], []]);
});

test("starts one run for all saves during a run, which names them and grades every exercise", async () => {
  const course = await courseFolder();
  await course.save(SILENT);
  const { session, next } = await sessionOn(course);
  await session.start({ resume: false });
  await next("check");
  await course.save(course.right);
  await next("saved");
  await writeFile(path.join(course.lessonDir, "notes.ts"), "// knock, knock\n");
  await next("saved");
  session.request({ exercise: 2, seed: 5 });
  expect(await next("run-started")).toMatchObject({
    run: 2,
    seed: 5,
    exercise: null,
    saved: ["server.ts", "notes.ts"],
  });
  expect(await next("verdict")).toMatchObject({ exercise: null, verdict: { passed: true, seed: 5 } });
});

test("a run that is decided is cut short by the next one, with its verdict as it was decided", async () => {
  const course = await courseFolder();
  await course.save(SILENT);
  let again = 1;
  const { session, next } = await sessionOn(course, {
    onEvent: ({ name }) => {
      if (name === "decided" && again-- > 0) session.request();
    },
  });
  await session.start({ resume: false });
  const decided = await next("decided");
  const { verdict } = await next("verdict");
  expect(verdict.exercises).toEqual(decided.verdict.exercises);
  // The next run examines what failed.
  const decidedAgain = await next("decided");
  expect((await next("verdict")).verdict.exercises).not.toEqual(decidedAgain.verdict.exercises);
});

test.skipIf(process.platform === "win32")("repeats a run during which the process was stopped", async () => {
  const course = await courseFolder();
  await course.save(SILENT);
  const { session, events, next } = await sessionOn(course);
  await session.start({ resume: false });
  session.request({ exercise: 1, seed: 9 });
  const wanted = { exercise: 1, seed: 9 };
  expect(await next("run-started")).toMatchObject({ run: 1, exercise: null });
  expect(await next("run-started")).toMatchObject({ run: 2, ...wanted });
  await next("check");
  process.kill(process.pid, "SIGCONT");
  expect(await next("run-ended")).toEqual({ run: 2, fault: null });
  expect(await next("run-started")).toMatchObject({ run: 3, ...wanted });
  expect(events.filter(({ name }) => name === "verdict")).toHaveLength(1);
});

test("resumes the last run only if the files have not changed since", async () => {
  const course = await courseFolder();
  const first = await sessionOn(course);
  await first.session.start({ resume: false });
  await first.next("recorded");
  await first.session.close();

  const second = await sessionOn(course);
  await second.session.start({ resume: true });
  const { id, verdict } = first.session.state.latest ?? {};
  expect(second.session.state).toMatchObject({ latest: { id, verdict }, grading: null });
  expect(second.events).toEqual([]);
  await second.session.close();

  // The terminal graded other files, and then the learner took the change back.
  const starter = await readFile(path.join(course.lessonDir, "server.ts"), "utf8");
  await course.save(course.right);
  expect(await course.start(["check", "door"]).end).toBe(0);
  await course.save(starter);
  const third = await sessionOn(course);
  await third.session.start({ resume: true });
  expect(third.session.state.latest?.verdict.passed).toBe(true);
  expect((await third.next("verdict")).verdict.passed).toBe(false);
});

test("keeps the last verdict after a fault of the workbook, which the next run clears", async () => {
  const course = await courseFolder();
  const { session, next } = await sessionOn(course);
  await session.start({ resume: false });
  const { verdict } = await next("verdict");
  await next("recorded");
  const checks = path.join(course.root, "checks/lesson-door/lesson-door.check.ts");
  await writeFile(checks, "export const half = ");
  session.request();
  const { fault } = await next("run-ended");
  expect(fault).toContain("the checks of lesson-door do not compile");
  expect(session.state).toMatchObject({ grading: null, latest: { verdict }, fault });
  session.request();
  await next("run-started");
  expect(session.state.fault).toBeNull();
});

test("says why it polls", async () => {
  const course = await courseFolder();
  const { session, events } = await sessionOn(course, { env: { WORKBOOK_POLL: "1" } });
  await session.start({ resume: false });
  expect(events[0]).toEqual({ name: "polling", data: { reason: "WORKBOOK_POLL is set" } });
  expect(session.state.polling).toBe("WORKBOOK_POLL is set");
});

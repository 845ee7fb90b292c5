/** What watch mode and the page do alike, because both show one live session. */
import { describe, expect, test } from "vitest";
import { until } from "../grade/processes.ts";
import { courseFolder, filesRead, SILENT, type CourseFolder } from "../watch/course.ts";
import { Page } from "../web/page-client.ts";

const LESSON = "lesson-door";

interface Shown {
  readonly pid: number;
  /** Resolves when a verdict is shown that was not shown before. */
  verdict(): Promise<void>;
  /** Resolves when the current run is aborted and repeated. */
  gradesAnew(): Promise<void>;
}

async function onTheTerminal(course: CourseFolder): Promise<Shown> {
  const watch = course.start(["watch", LESSON, "--plain"]);
  let read = 0;
  const next = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(await watch.line(read))) read += 1;
    read += 1;
  };
  return {
    pid: watch.child.pid ?? 0,
    verdict: () => next(/seed \d+/),
    gradesAnew: async () => {
      await next(/^checking again after that$/);
      await next(/^checking \.\.\.$/);
    },
  };
}

async function onThePage(course: CourseFolder): Promise<Shown> {
  const page = await Page.start(course);
  const events = await page.events(LESSON);
  return {
    pid: page.talking.child.pid ?? 0,
    verdict: async () => void (await events.next("verdict")),
    gradesAnew: async () => {
      expect((await events.next("run-ended")).data.fault).toBeNull();
      await events.next("run-started");
    },
  };
}

describe.each([
  ["the terminal", onTheTerminal],
  ["the page", onThePage],
])("%s", (_, show) => {
  test("shows a saved verdict", async () => {
    const course = await courseFolder();
    const shown = await show(course);
    await shown.verdict();
    expect(await course.runs()).toHaveLength(1);
    await course.save(course.right);
    await shown.verdict();
    expect(await course.runs()).toHaveLength(2);
  });

  test.skipIf(process.platform === "win32")("repeats a run during which the process was stopped", async () => {
    const course = await courseFolder();
    await course.save(SILENT);
    const shown = await show(course);
    await filesRead(course);
    process.kill(shown.pid, "SIGSTOP");
    process.kill(shown.pid, "SIGCONT");
    await shown.gradesAnew();
    await shown.verdict();
    expect(await course.runs()).toHaveLength(1);
  });
});

test("the page shows what the terminal graded, without another run", async () => {
  const course = await courseFolder();
  const watch = course.start(["watch", LESSON]);
  await watch.line(0);
  expect(await until(async () => (await course.runs()).length === 1, 10_000)).toBe(true);
  watch.child.kill("SIGTERM");
  await watch.end;
  const page = await Page.start(course);
  const { data } = await (await page.events(LESSON)).next("snapshot");
  expect(data).toMatchObject({ grading: null, latest: { verdict: (await course.runs())[0] } });
  expect(await course.runs()).toHaveLength(1);
});

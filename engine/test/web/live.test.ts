/** Grading on save, as seen by pages. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { CourseSnapshot, LessonSnapshot } from "../../web/api-live.ts";
import type { Verdict } from "../../verdict.ts";
import { steadyVerdict } from "../steady-verdict.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";

const LESSON = "lesson-door";
const at = { slug: LESSON };
const atEnd = withTheFile();
let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  page = await Page.start(course);
});

function lessonIn(snapshot: LessonSnapshot | CourseSnapshot): LessonSnapshot {
  if (snapshot.lesson === null) throw new Error("this is the course's");
  return snapshot;
}

test("a lesson is graded check by check when it is opened and when it is saved", async () => {
  const events = await page.events(LESSON);
  const first = lessonIn((await events.next("snapshot")).data);
  const verdict = first.latest?.verdict ?? (await events.next("verdict")).data.verdict;
  expect(verdict.score).toEqual({ earned: 0, possible: 2 });

  await course.save(course.right);
  const { data: begun } = await events.next("run-started");
  expect(begun).toMatchObject({ saved: ["server.ts"], seed: null, exercise: null });
  const checks = [];
  while (checks.length < 5) checks.push((await events.next("check")).data);
  const { data: passed } = await events.next("verdict");
  expect(passed.run).toBe(begun.run);
  expect(passed.verdict.passed).toBe(true);
  // The check events match the verdict.
  const results = new Map(checks.map(({ result }) => [result.id, result]));
  for (const check of passed.verdict.exercises.flatMap((exercise) => exercise.checks))
    expect(results.get(check.id)).toEqual(check);
  const { data: progress } = await events.next("progress");
  expect(progress).toMatchObject({ unlocked: true, entry: { status: "passed", passed: 2, exercises: 2 } });
});

test("the verdict is byte for byte that of the terminal", async () => {
  const events = await page.events(LESSON);
  await events.next("snapshot");
  await course.save(course.right.replace("knock(visitor, message.name)", 'throw new Error("nobody is in")'));
  await events.next("verdict");
  await page.ask("POST /api/lessons/:slug/run", at, { seed: 1834 });
  const { data } = await events.next("verdict");
  const checked = course.start(["check", LESSON, "--json", "--seed", "1834"]);
  const printed = await checked.line(0);
  expect(await checked.end).toBe(1);
  expect(data.verdict.seed).toBe(1834);
  expect(steadyVerdict(data.verdict)).toBe(steadyVerdict(JSON.parse(printed) as Verdict));
  const kept = await page.raw(`/api/lessons/${LESSON}/runs/${data.id}`);
  expect(kept.text).toBe(`${JSON.stringify(data.verdict)}\n`);
  const list = await page.ask("GET /api/lessons/:slug/runs", at);
  expect(list.runs.map(({ id }) => id)).toContain(data.id);
});

test("a single exercise can be graded, a seed pinned, and hints are shared by two tabs", async () => {
  const [events, other] = await Promise.all([page.events(LESSON), page.events(LESSON)]);
  await Promise.all([events.next("snapshot"), other.next("snapshot")]);
  await page.ask("POST /api/lessons/:slug/seed", at, { seed: 77 });
  expect((await other.next("seed")).data).toEqual({ seed: 77 });
  await page.ask("POST /api/lessons/:slug/run", at, { exercise: 2 });
  const { data } = await other.next("verdict");
  expect(data).toMatchObject({ exercise: 2, verdict: { seed: 77, score: { earned: 0, possible: 1 } } });

  const first = await page.ask("POST /api/lessons/:slug/hint", at, { exercise: 2 });
  const second = await page.ask("POST /api/lessons/:slug/hint", at, { exercise: 2 });
  expect([first.level, second.level]).toEqual([1, 2]);
  expect(first).toMatchObject({ exercise: 2, checkId: "2.1", repeated: false, excerpt: null });
  // The progress after the verdict, then after each hint.
  await other.next("progress");
  await other.next("progress");
  expect((await other.next("progress")).data.hints).toEqual([first, { ...second }]);
  await page.ask("POST /api/lessons/:slug/seed", at, { seed: null });
});

test("a page catches up after a lost connection, and after a restart of the server", async () => {
  const before = await page.events(LESSON);
  const { id } = await before.next("snapshot");
  before.close();
  await page.ask("POST /api/lessons/:slug/run", at, { seed: 5 });
  const after = await page.events(LESSON, id);
  const { data: graded } = await after.next("verdict");
  expect(graded.verdict.seed).toBe(5);
  expect(after.all.every(({ name }) => name !== "snapshot")).toBe(true);
  const { id: last } = await after.next("progress");
  // No event is sent twice.
  const again = await page.events(LESSON, last);
  await page.ask("POST /api/lessons/:slug/seed", at, { seed: 9 });
  expect((await again.next("seed")).data).toEqual({ seed: 9 });
  expect(again.all).toHaveLength(1);

  page.talking.child.kill("SIGTERM");
  expect(await page.talking.end).toBe(143);
  const { boot } = page.session;
  page = await Page.start(course, ["--port", String(page.port)]);
  expect(page.session.boot).not.toBe(boot);
  const anew = await page.events(LESSON, last);
  const snapshot = lessonIn((await anew.next("snapshot")).data);
  expect(snapshot).toMatchObject({ seed: 9, grading: null, latest: { id: graded.id, verdict: graded.verdict } });
  // Files that changed while no page was open are graded at once.
  anew.close();
  page.talking.child.kill("SIGTERM");
  await page.talking.end;
  await course.save(`${course.right.replaceAll(/\/\/#.*\n/g, "")}// changed\n`);
  page = await Page.start(course);
  expect((await (await page.events(LESSON)).next("verdict")).data.verdict.passed).toBe(true);
});

test("the diff is unlocked by a pass, and shows the solution without exercise markers", async () => {
  const { files } = await page.ask("GET /api/lessons/:slug/diff", at);
  const changed = files.find(({ file }) => file === "server.ts");
  expect(changed).toMatchObject({ status: "changed", added: 1 });
  const rows = JSON.stringify(changed?.rows);
  expect(rows).toContain("// changed");
  expect(rows).not.toContain("#region");
  const files_ = await readFile(path.join(course.root, ".workbook/page", LESSON, "session.json"), "utf8");
  expect(JSON.parse(files_)).toMatchObject({ seed: 9 });
});

test("the diff is locked before a pass", async () => {
  const answer = await page.raw("/api/lessons/lesson-gate/diff");
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.text)).toMatchObject({ error: "locked" });
});

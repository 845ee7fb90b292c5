/** A sandbox changes nothing for the server in it: right ones pass, and wrong ones fail in the same words. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Lanes } from "../../batch/lanes.ts";
import { builtEngine } from "../../build.mjs";
import { chooseIsolation } from "../../isolate/choose.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";
import { printedVerdict } from "../grade/house.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const workbook = workbookAt(HOME);
const sandboxes = "bubblewrap" in (await probeNamespaces(workbook));

describe.runIf(sandboxes).concurrent("in namespaces as in a process", () => {
  test.concurrent.each([
    "throws-at-import",
    "kills-itself",
    "ends-by-itself",
    "await-never-settles",
    "listens-in-a-child",
    "unix-socket-only",
    "no-entry",
  ])("%s", async (name) => {
    const work = { folder: `submissions/${name}` };
    const [inside, outside] = await Promise.all([
      printedVerdict(work, "--exercise", "1", "--isolation", "namespaces"),
      printedVerdict(work, "--exercise", "1"),
    ]);
    expect(inside).toBe(outside);
  });
});

test.runIf(sandboxes)("servers that use more of Node than most pass in namespaces", async () => {
  // Worker processes; TypeScript that runs from its sources through a loader; a second listener; a file beside the module.
  const names = ["cluster", "main-module-guard", "tcp-proxy", "file-beside-the-module"];
  const root = await mkdtemp(path.join(tmpdir(), "sandboxed-"));
  const [isolation, engine, course] = await Promise.all([
    chooseIsolation({ premises: workbook, pinned: "namespaces" }),
    builtEngine(HOME),
    readCourse(workbook),
  ]);
  const lesson = lessonsOf(workbook, course).find(({ slug }) => slug === "lesson-ws");
  if (lesson === undefined) throw new Error("lesson-ws is gone");
  const lanes = new Lanes(2, { isolation, entry: path.join(engine, "lane.mjs") });
  try {
    const verdicts = await Promise.all(
      names.map(async (name) => {
        const submission = path.join(root, name);
        await cp(lesson.solution, submission, { recursive: true });
        await cp(path.join(HOME, "engine/test/collection/right", name), submission, { recursive: true });
        return lanes.grade({ workbook, lesson, submission, display: name });
      }),
    );
    const told = verdicts.map(({ submission, passed, isolation: level }) => ({ submission, passed, level }));
    expect(told).toEqual(names.map((submission) => ({ submission, passed: true, level: "namespaces" })));
    expect(await lanes.close()).toEqual({ processes: 0, files: [] });
  } finally {
    await lanes.stop();
    await rm(root, { recursive: true, force: true });
  }
});

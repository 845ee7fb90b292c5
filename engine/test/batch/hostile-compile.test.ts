/** A submission that ends its compiler, among others in one worker: each gets the verdict that it gets alone. */
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WorkerPool } from "../../workers/pool.ts";
import { builtEngine } from "../../build.mjs";
import { chooseIsolation, processLevel } from "../../isolate/choose.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const LESSONS = path.join(HOME, "engine/test/lessons");
const workbook = workbookAt(path.join(LESSONS, "workbook"), HOME);
const sandboxes = "bubblewrap" in (await probeNamespaces(workbook));
const LEVELS = sandboxes ? (["process", "namespaces"] as const) : (["process"] as const);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "hostile-compile-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test.runIf(process.platform === "linux").each(LEVELS)(
  "one that nests 1.5 million brackets and four honest ones are all graded, at the level %s",
  async (level) => {
    const [lesson] = lessonsOf(workbook, await readCourse(workbook)) as [Lesson];
    const submissions = ["right-1", "wrong-2", "nested", "right-3", "wrong-4"].map((name) =>
      path.join(root, level, name),
    );
    for (const submission of submissions) {
      await cp(lesson.solution, submission, { recursive: true });
      if (submission.includes("wrong"))
        await cp(path.join(LESSONS, "does-not-compile/missing-export"), submission, { recursive: true });
      if (submission.includes("nested")) await writeFile(path.join(submission, "server.ts"), "[".repeat(1_500_000));
    }
    const isolation =
      level === "process" ? processLevel() : await chooseIsolation({ workbookPaths: workbook, pinned: level });
    const workers = new WorkerPool(1, { isolation, entry: path.join(await builtEngine(HOME), "worker.mjs") });
    try {
      const verdicts = await Promise.all(
        submissions.map((submission) =>
          workers.grade({ workbook, lesson, submission, display: path.basename(submission), seed: 1 }),
        ),
      );
      expect(verdicts.map(({ submission, passed, reason }) => `${submission}: ${reason?.message ?? passed}`)).toEqual([
        "right-1: true",
        "wrong-2: server.ts:4 does not compile: knock.ts does not export knock",
        "nested: the code does not compile: compiling it takes more than 512 MB of memory",
        "right-3: true",
        "wrong-4: server.ts:4 does not compile: knock.ts does not export knock",
      ]);
      expect(await workers.close()).toEqual({ processes: 0, files: [] });
    } finally {
      await workers.stop();
    }
  },
);

/**
 * Thousands of imports, each in a submission that was made from a seed, that try to have the compiler read a file which is
 * not the submission's. HOSTILE_SEED repeats a run, HOSTILE_ATTEMPTS says how many are tried.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WorkerPool } from "../../workers/pool.ts";
import { builtEngine } from "../../build.mjs";
import { chooseIsolation, processLevel } from "../../isolate/choose.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { newSeed } from "../../kit/random.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";
import { leaks, type HostileCompile } from "./compile-hostile.ts";
import { hostileProject, OUTSIDE_FILES, outsideFile } from "./hostile-imports.ts";

/** So many of the projects are graded from their files to their verdict as well. */
const GRADED = 4;

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const workbook = workbookAt(path.join(HOME, "engine/test/lessons/workbook"), HOME);
const found = await probeNamespaces(workbook);
const seed = Number(process.env["HOSTILE_SEED"] ?? newSeed());
const MARK = `outside-${seed}-mark`;
const NAMED = new RegExp(MARK.replaceAll("-", "[-_]"));

let root: string;
let outside: string;
let place: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "hostile-imports-")));
  outside = path.join(root, "outside");
  place = path.join(root, "home", "server");
  await mkdir(outside);
  for (const name of OUTSIDE_FILES) await writeFile(path.join(outside, name), outsideFile(name, MARK));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe(`hostile imports (HOSTILE_SEED=${seed})`, () => {
  test("make no compiler process read a file", { timeout: 120_000 }, async () => {
    expect(await leaks({ serverDir: HOME, seed, mark: MARK, place, outside })).toEqual([]);
  });

  test.runIf("bubblewrap" in found)("make no compiler in a sandbox read a file", { timeout: 120_000 }, async () => {
    const folder = path.join(root, "sandbox");
    await mkdir(folder);
    const isolation = await chooseIsolation({ workbookPaths: workbook, pinned: "namespaces" });
    const { program: bubblewrap = "" } = isolation;
    const script = ["--import", "tsx", fileURLToPath(new URL("compile-hostile.ts", import.meta.url))];
    const input: HostileCompile = {
      serverDir: HOME,
      seed,
      mark: MARK,
      place,
      outside,
      sandbox: { bubblewrap, folder },
    };
    // A sandbox can be made only in the layer around a process that grades.
    const [program = "", ...words] = isolation.wrap([process.execPath, ...script, JSON.stringify(input)], folder);
    const { stdout } = await promisify(execFile)(program, words, { cwd: HOME });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test("leave no content of outside files in a verdict", { timeout: 120_000 }, async () => {
    const [lesson] = lessonsOf(workbook, await readCourse(workbook)) as [Lesson];
    const entry = path.join(await builtEngine(HOME), "worker.mjs");
    const levels = [
      processLevel(),
      ...("bubblewrap" in found
        ? [await chooseIsolation({ workbookPaths: workbook, pinned: "namespaces" as const })]
        : []),
    ];
    const server = await readFile(path.join(lesson.solution, "server.ts"), "utf8");
    const verdicts: string[] = [];
    for (const isolation of levels) {
      const workers = new WorkerPool(1, { isolation, entry });
      try {
        for (let number = 0; number < GRADED; number++) {
          const submission = path.join(root, `graded-${isolation.level}-${number}`);
          for (const [name, text] of hostileProject(seed, number, submission, outside).files) {
            const file = path.join(submission, name);
            await mkdir(path.dirname(file), { recursive: true });
            await writeFile(file, name === "server.ts" ? `${server}${text}` : text);
          }
          verdicts.push(
            JSON.stringify(
              await workers.grade({ workbook, lesson, submission, display: `project-${number}`, seed: 1 }),
            ),
          );
        }
        expect(await workers.close()).toEqual({ processes: 0, files: [] });
      } finally {
        await workers.stop();
      }
    }
    expect(verdicts.filter((text) => NAMED.test(text))).toEqual([]);
    expect(verdicts).toHaveLength(levels.length * GRADED);
  });
});

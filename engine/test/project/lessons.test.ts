/** What is promised about every built lesson, shown with the commands that authors and instructors use. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Behaviour } from "../../compare/behaviour.ts";
import { isDifference } from "../../compare/row.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadLessonCode } from "../../load-lesson-code.ts";
import { driftedCopies, type SolutionFile } from "../../prove/drifted-copies.ts";
import { starterOf } from "../../starter.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { writeServer } from "../write-server.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);
const workbook = workbookAt(root);
const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);
/** Two minutes on a quiet machine with two processors. */
const PROVE_LIMIT_MS = 720_000;

async function finished(
  file: string,
  words: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string }> {
  return run(file, words, {
    cwd: root,
    maxBuffer: 32 * 1024 * 1024,
    env: { ...process.env, ...env, NO_COLOR: "1" },
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );
}

async function solutionFiles(lesson: Lesson): Promise<SolutionFile[]> {
  const { definition } = await loadLessonCode(workbook, lesson);
  return await Promise.all(
    [...definition.edits, ...definition.given].map(async (file) => ({
      lesson: lesson.slug,
      file,
      text: await readFile(path.join(lesson.solution, file), "utf8"),
    })),
  );
}

test(
  "npm run prove finds no fault in a sample: servers of every lesson get their verdicts, and no lesson lacks anything",
  async () => {
    // All servers of eighteen lessons take longer than the tests may; the seed, which is printed, says which are drawn.
    const { code, stdout } = await finished(process.execPath, ["engine/cli/start.mjs", "prove", "--sample"]);
    const found = stdout.split("\n").filter((line) => /^ *[A-Z]{5,}/.test(line));
    expect(found, stdout).toEqual([]);
    expect(stdout.match(/^ {2}\d+ gradings?, 0 wrong$/gm)).toHaveLength(built.length);
    expect(code).toBe(0);
  },
  PROVE_LIMIT_MS,
);

describe.each(built)("$slug", (lesson) => {
  test("the committed starter is the one cut from the solution", async () => {
    const { definition } = await loadLessonCode(workbook, lesson);
    for (const [file, starter] of await starterOf(lesson, definition)) {
      const { stdout: committed } = await run("git", ["show", `HEAD:lessons/${lesson.slug}/${file}`], { cwd: root });
      expect(committed, file).toBe(starter);
    }
  });

  test("a given file that introduces itself like another lesson's file is its copy", async () => {
    const files = await Promise.all(built.map(solutionFiles));
    const { definition } = await loadLessonCode(workbook, lesson);
    const given = files.flat().filter((file) => file.lesson === lesson.slug && definition.given.includes(file.file));
    const drifted = given.flatMap((file) => driftedCopies(file, files.flat()));
    expect(drifted.map(({ lesson, file }) => `solutions/${lesson}/${file}`)).toEqual([]);
  });
});

/**
 * One lesson for each kind of conversation. In lesson-rooms, raw connections send before they have read everything, so which
 * bytes came before a message of theirs differs from time to time.
 */
const COMPARED = ["lesson-setup", "lesson-sse", "lesson-ws-wire"];

test.each(COMPARED)("compared with a copy of itself, the solution of %s behaves alike", async (slug) => {
  const words = ["engine/cli/start.mjs", "compare", slug, `solutions/${slug}`, "--json"];
  const { stdout } = await finished(process.execPath, words);
  const { seed, behaviour } = JSON.parse(stdout) as { seed: number; behaviour: Behaviour };
  const differences = behaviour.exercises
    .flatMap(({ checks }) => checks)
    .flatMap(({ id, peers }) =>
      peers.flatMap(({ rows }) =>
        // A busy machine makes either of them late.
        rows.filter(({ mark }) => isDifference(mark) && mark !== "late").map((row) => ({ id, ...row })),
      ),
    );
  expect(differences, `seed ${seed}`).toEqual([]);
  expect(behaviour.exercises.map(({ submission }) => submission)).not.toContain("failed");
});

describe("lesson-ws", () => {
  test.each(["1.4-only-once"])("vitest and the grader judge %s alike", async (nearMiss) => {
    const folder = await mkdtemp(path.join(tmpdir(), "alike-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeServer(`near-misses/${nearMiss}`, folder);

    const graded = await finished(process.execPath, [
      "engine/cli/start.mjs",
      "check",
      "lesson-ws",
      "--submission",
      folder,
      "--json",
      "--seed",
      "7",
    ]);
    const ours = (JSON.parse(graded.stdout) as Verdict).exercises.flatMap(({ checks }) =>
      checks.map(({ id, title, status }) => `${id} ${title} ${status}`),
    );

    const suite = await finished(
      path.join(root, "node_modules/.bin/vitest"),
      ["run", "--project", "checks", "checks/lesson-ws/", "--reporter=json"],
      { SUBMISSION: folder, SEED: "7" },
    );
    const { testResults } = JSON.parse(suite.stdout) as {
      testResults: { assertionResults: { title: string; status: string }[] }[];
    };
    const theirs = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ title, status }) => `${title} ${status}`);
    expect(theirs.filter((line) => /^\d/.test(line))).toEqual(ours);
    expect(ours.some((line) => line.endsWith(" failed"))).toBe(true);
  });
});

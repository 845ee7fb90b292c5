/** Exercises in turn: one server at a time, and the same findings as side by side. */
import { appendFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comparableVerdict } from "../../batch/comparable-verdict.ts";
import { grade } from "../../grade/grade.ts";
import { runChecks } from "../../grade/run-checks.ts";
import { check, declaredBy, exercise } from "../../kit/exercise.ts";
import { newSeed } from "../../kit/random.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";
import { writeServer } from "../write-server.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url));
const workbook = workbookAt(HOME);

let root: string;
let lesson: Lesson;
beforeAll(async () => {
  lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  root = await mkdtemp(path.join(tmpdir(), "in-turn-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Appends, for each server that starts, how many of the earlier ones still run. */
const countingOthers = (log: string) => `
const { appendFileSync, readFileSync } = await import("node:fs");
const earlier = (() => { try { return readFileSync(${JSON.stringify(log)}, "utf8").trim().split("\\n"); } catch { return []; } })();
const runs = (line: string) => { try { return process.kill(Number(line.split(" ")[0]), 0); } catch { return false; } };
appendFileSync(${JSON.stringify(log)}, \`\${process.pid} \${earlier.filter(runs).length}\\n\`);
`;

async function solutionThatCounts(name: string): Promise<{ submission: string; log: string }> {
  const submission = path.join(root, name);
  const log = path.join(root, `${name}.log`);
  await cp(lesson.solution, submission, { recursive: true });
  await appendFile(path.join(submission, "server.ts"), countingOthers(log));
  return { submission, log };
}

const othersIn = async (log: string) =>
  (await readFile(log, "utf8"))
    .trim()
    .split("\n")
    .map((line) => Number(line.split(" ")[1]));

test("the server of an exercise has ended when that of the next one starts", async () => {
  const seed = newSeed();
  const { submission, log } = await solutionThatCounts("counts");
  const options = { workbook, lesson, submission, display: "counts", seed, stretch: false };
  const verdict = await grade({ ...options, inTurn: true });
  expect(verdict, `seed ${seed}`).toMatchObject({ passed: true, server: { started: 3, stopped: 3 } });
  expect(await othersIn(log)).toEqual([0, 0, 0]);
});

test("grading in turn has the same results as grading side by side", async () => {
  const seed = newSeed();
  for (const name of ["1.1-http-500", "1.4-two-pongs", "2.1-crashes"]) {
    const submission = path.join(root, name);
    await writeServer(`near-misses/${name}`, submission);
    const options = { workbook, lesson, submission, display: name, seed, stretch: false };
    const inTurn = await grade({ ...options, inTurn: true });
    expect(comparableVerdict(inTurn), `${name}, seed ${seed}`).toEqual(comparableVerdict(await grade(options)));
  }
});

test("after one server fails to start, the others are started at the same time", async () => {
  const suite = declaredBy(() => {
    for (const id of [1, 2, 3])
      exercise(id, "Listen", () => check(`${id}.1`, "listens", { hint: "Does it?" }, async () => {}));
  });
  const asked: number[] = [];
  const failed: (string | undefined)[] = [];
  let allAsked = () => {};
  const bothAsked = new Promise<void>((resolve) => (allAsked = resolve));
  await runChecks(suite, {
    seed: 1,
    inTurn: true,
    server: async (id) => {
      asked.push(id);
      if (asked.length === 3) allAsked();
      // The second is not answered before the third was asked for.
      if (id > 1) await bothAsked;
      return { code: "never-listened", sentence: "the server never listened" };
    },
    probeServer: () => Promise.reject(new Error("no probe is declared")),
    stretchUnwanted: () => "none is declared",
    report: ({ result }) => failed.push(result.failure?.code),
  });
  expect(asked).toEqual([1, 2, 3]);
  expect(failed).toEqual(["never-listened", "never-listened", "never-listened"]);
});

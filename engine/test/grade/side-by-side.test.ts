/** Several gradings in one process: each finds what it finds alone, whatever the others do. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grade, type GradeOptions } from "../../grade/grade.ts";
import { newSeed } from "../../kit/random.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { steadyVerdict } from "../steady-verdict.ts";
import { writeServer } from "../write-server.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url));
const workbook = workbookAt(HOME);
/** A right answer, and three that are wrong in different ways, none of which is silence. */
const SUBMISSIONS = ["solution", "near-misses/1.1-http-500", "near-misses/1.4-two-pongs", "near-misses/2.1-crashes"];
const ROUNDS = 3;
const LIMIT_MS = 180_000;

let root: string;
let lesson: Lesson;
beforeAll(async () => {
  lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  root = await mkdtemp(path.join(tmpdir(), "side-by-side-"));
  for (const name of SUBMISSIONS) await writeServer(name, path.join(root, name));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/**
 * A verdict with every transcript, without times and ports. What one side of one connection sends has an order; which of
 * several sides comes first is a matter of time.
 */
function found(verdict: Verdict): string {
  const exercises = verdict.exercises.map((exercise) => ({
    ...exercise,
    checks: exercise.checks.map(({ transcript, failure, ...check }) => {
      const side = ({ peer, dir }: TranscriptEvent) => `${peer} ${dir}`;
      const event = failure?.event === undefined ? undefined : transcript[failure.event];
      const bySide = transcript.toSorted((one, other) => side(one).localeCompare(side(other)));
      return { ...check, failure: failure === null ? null : { ...failure, event }, transcript: bySide };
    }),
  }));
  const comparable = { ...verdict, exercises } as unknown as Verdict;
  return steadyVerdict(comparable).replaceAll(/localhost:\d+/g, "localhost:PORT");
}

function gradingOf(name: string, seed: number, options: Partial<GradeOptions> = {}) {
  return grade({ workbook, lesson, submission: path.join(root, name), display: name, seed, ...options });
}

test("three probes that each need a server alone use those of the three exercises", async () => {
  const { passed, server } = await gradingOf("solution", newSeed());
  expect({ passed, started: server.started }).toEqual({ passed: true, started: 3 });
});

test(
  "four gradings at a time in one process find what each finds alone, while a fifth is aborted",
  async () => {
    const seed = newSeed();
    const alone = [];
    for (const name of SUBMISSIONS) alone.push(found(await gradingOf(name, seed)));
    for (let round = 1; round <= ROUNDS; round++) {
      const stop = new AbortController();
      const onCheck = () => stop.abort(new Error("enough"));
      const aborted = gradingOf("solution", seed, { signal: stop.signal, onCheck });
      const together = SUBMISSIONS.map((name) => gradingOf(name, seed));
      await expect(aborted).rejects.toThrow("enough");
      expect((await Promise.all(together)).map(found), `seed ${seed}, round ${round}`).toEqual(alone);
    }
  },
  LIMIT_MS,
);

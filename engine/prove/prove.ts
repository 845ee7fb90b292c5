/**
 * The author's gate: tests the checks of a lesson by grading servers whose verdict is known.
 */
import { availableParallelism, tmpdir } from "node:os";
import { loadDefinition } from "../load-lesson-code.ts";
import { WorkerPool } from "../workers/pool.ts";
import type { Lesson } from "../lesson.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { complaint } from "./judge.ts";
import { composeSubjects, scratchFolder, type Subject } from "./subjects.ts";

/** How many seeds the solution and the starter are graded with. */
const SEEDS = 20;

export interface Proof {
  readonly gradings: number;
  /** Each with a seed that reproduces it. */
  readonly complaints: readonly { readonly subject: string; readonly seed: number; readonly complaint: string }[];
  /** The ids of checks that no near miss fails. */
  readonly unproven: readonly string[];
}

export interface ProveOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  /** The first seed; all others are derived from it. */
  readonly seed: number;
  /** Grades every subject with every seed. @default false */
  readonly thorough?: boolean;
  /** Called after each grading. */
  readonly onGraded?: (subject: Subject, verdict: Verdict, complaint: string | undefined) => void;
}

/** Proves one lesson. Throws `SubjectError` or `StarterError` when the author's files cannot be used. */
export async function prove({ workbook, lesson, seed, thorough = false, onGraded }: ProveOptions): Promise<Proof> {
  const definition = await loadDefinition(workbook, lesson);
  const scratch = await scratchFolder(tmpdir());
  // Most of the time goes into waiting for silent servers, so there are more lanes than processors.
  const workers = new WorkerPool(2 * availableParallelism() + 2);
  try {
    const subjects = await composeSubjects(lesson, definition, scratch.folder);
    const gradings = subjects.flatMap((subject, index) => {
      const many = thorough || subject.name === "solution" || subject.name === "starter";
      return Array.from({ length: many ? SEEDS : 1 }, (_, round) => ({ subject, seed: seed + index + round * 1_000 }));
    });
    const complaints: { subject: string; seed: number; complaint: string }[] = [];
    const seen = new Set<string>();
    const caught = new Set<string>();
    const graded = gradings.map(async ({ subject, seed: used }) => {
      const verdict = await workers.grade({
        workbook,
        lesson,
        submission: subject.folder,
        display: subject.name,
        seed: used,
        // Only the solution must pass them.
        stretch: subject.promised.kind === "passes" && subject.promised.stretch,
      });
      const found = complaint(subject.promised, verdict);
      if (found !== undefined) complaints.push({ subject: subject.name, seed: used, complaint: found });
      for (const { checks } of verdict.exercises) for (const { id } of checks) seen.add(id);
      if (subject.promised.kind === "fails" && found === undefined) caught.add(subject.promised.check);
      onGraded?.(subject, verdict, found);
    });
    await Promise.all(graded);
    const { processes, files } = await workers.close();
    if (processes > 0) complaints.push({ subject: "all", seed, complaint: `${processes} processes were left over` });
    if (files.length > 0)
      complaints.push({ subject: "all", seed, complaint: `temporary folders were left over: ${files.join(", ")}` });
    return { gradings: gradings.length, complaints, unproven: [...seen].filter((id) => !caught.has(id)).toSorted() };
  } finally {
    await workers.stop();
    await scratch.remove();
  }
}

/** Grades every mutant of a solution, to find what a learner can get wrong without any check noticing it. */
import path from "node:path";
import type { Lesson } from "../lesson.ts";
import { loadLessonCode } from "../load-lesson-code.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { mutantsOf, type Mutant, type Parse } from "./mutants.ts";
import { editedFiles, writeFiles } from "./near-misses.ts";
import { writeSolution } from "./subjects.ts";
import { readSurvivors } from "./survivors.ts";
import { withWorkers } from "./with-workers.ts";

/** What became of the mutants of one lesson. */
export interface MutationPass {
  readonly lesson: Lesson;
  readonly mutants: number;
  /** How many fail a check. */
  readonly failed: number;
  /** How many pass every check and miss a stretch probe. */
  readonly stretch: number;
  /** How many pass, which survivors.json says is right. */
  readonly justified: number;
  /** Those that pass for no stated reason. */
  readonly survivors: readonly Mutant[];
  /** Lines of survivors.json that name no mutant, or one that fails; each as `file: change`. */
  readonly stale: readonly string[];
  /** Processes and temporary folders that the gradings left over, a sentence each. */
  readonly leftOver: readonly string[];
}

export interface MutateOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly seed: number;
  readonly signal: AbortSignal;
}

type Fate = "failed" | "stretch" | "survived";

/**
 * Grades the mutants of the files that learners edit. Removes all processes and files, however it ends.
 * @throws StarterError, AuthoredFileError and CheckFileError when the author's files cannot be used
 */
export async function mutate({ workbook, lesson, seed, signal }: MutateOptions): Promise<MutationPass> {
  const { definition } = await loadLessonCode(workbook, lesson);
  const reasons = await readSurvivors(lesson);
  const parse = await parser();
  const mutants: Mutant[] = [];
  for (const [file, text] of await editedFiles(lesson, definition))
    if (file.endsWith(".ts")) mutants.push(...mutantsOf(text, file, parse));

  const { result: fates, leftOver } = await withWorkers({ signal }, (workers, folder) =>
    Promise.all(
      mutants.map(async (mutant, index): Promise<Fate> => {
        const submission = path.join(folder, String(index));
        await writeSolution(lesson, definition, submission);
        await writeFiles(submission, [[mutant.file, mutant.text]]);
        const job = { workbook, lesson, submission, display: "a mutant", seed: seed + index };
        const verdict = await workers.grade({ ...job, stretch: false });
        if (!verdict.passed) return "failed";
        return missesProbe(await workers.grade({ ...job, stretch: true })) ? "stretch" : "survived";
      }),
    ),
  );
  const having = (fate: Fate) => mutants.filter((_, index) => fates[index] === fate);
  const [failed, stretch, survived] = [having("failed"), having("stretch"), having("survived")];
  const isJustified = ({ file, change }: Mutant) => reasons[file]?.[change] !== undefined;
  const passed = new Set([...survived, ...stretch].map(({ file, change }) => `${file}: ${change}`));
  return {
    lesson,
    mutants: mutants.length,
    failed: failed.length,
    stretch: stretch.length,
    justified: survived.filter(isJustified).length,
    survivors: survived.filter((mutant) => !isJustified(mutant)),
    stale: Object.entries(reasons)
      .flatMap(([file, changes]) => Object.keys(changes).map((change) => `${file}: ${change}`))
      .filter((named) => !passed.has(named)),
    leftOver,
  };
}

function missesProbe({ stretch }: Verdict): boolean {
  // One that was skipped, for want of time, says nothing of the mutant.
  return stretch.some(({ status }) => status === "failed");
}

/** The parser that Vitest brings. It takes 150 ms to load, so no other command does. */
async function parser(): Promise<Parse> {
  const { parseAst } = await import("vitest/node");
  return (source) => parseAst(source, { lang: "ts" });
}

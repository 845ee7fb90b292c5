import { WorkerPool } from "../../workers/pool.ts";
import { grade, type GradeOptions } from "../../grade/grade.ts";
import type { Chosen } from "../../isolate/choose.ts";
import type { Verdict } from "../../verdict.ts";

/** Grades one submission: in a worker when it needs a sandbox, which contains whole processes. */
export async function gradeIn(isolation: Chosen, options: GradeOptions): Promise<Verdict> {
  if (isolation.level === "process") return grade(options);
  const { signal, ...job } = options;
  const workers = new WorkerPool(1, { isolation });
  try {
    return await workers.grade(job, signal === undefined ? {} : { signal });
  } finally {
    await workers.stop();
  }
}

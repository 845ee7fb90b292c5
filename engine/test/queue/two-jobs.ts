/** Two submissions as jobs of one class, with the secret of that class and another one. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { HowToGrade } from "../../batch/grade-class.ts";
import type { GradingJob } from "../../batch/grading-job.ts";
import { keyOf, type GradingConfig } from "../../batch/grading-config.ts";
import { hashTree } from "../../batch/intake/hash-tree.ts";
import { Seal } from "../../queue/seal.ts";

export const seal = new Seal("the secret of this class");
export const stranger = new Seal("a secret that somebody else chose");
export const config: GradingConfig = {
  lesson: "lesson-door",
  checks: "c",
  tool: "1",
  node: "20",
  isolation: "process",
  stretch: false,
};
export const first: HowToGrade = { alone: false, before: 0, fresh: false };

export interface TwoJobs {
  /** Absolute path; it is removed after the tests of the file. */
  readonly folder: string;
  readonly ada: GradingJob;
  readonly bob: GradingJob;
}

export async function twoJobs(): Promise<TwoJobs> {
  const folder = await mkdtemp(path.join(tmpdir(), "two-jobs-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const jobOf = async (name: string): Promise<GradingJob> => {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, "server.ts"), `// ${name}\n`);
    const hash = await hashTree(path.join(folder, name));
    return { key: keyOf(config, hash, 7), names: [name], folder: path.join(folder, name), hash, seed: 7, config };
  };
  const [ada, bob] = await Promise.all([jobOf("ada"), jobOf("bob")]);
  return { folder, ada, bob };
}

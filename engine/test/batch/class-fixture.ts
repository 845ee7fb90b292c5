/** A small class beside the fixture workbook, and the real command line run on it. */
import type { ChildProcess } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { Journal, type JournalLine } from "../../batch/journal.ts";
import type { ResultSet } from "../../batch/sets.ts";
import { finished, withGradingFixture, LESSONS, type Files } from "../grade/grading-fixture.ts";

/**
 * Pinned, so that the same is graded and printed on every machine. Two workers: each takes a while to load the engine.
 */
export const GRADE = ["grade", "lesson-door", "class", "--isolation", "process", "--jobs", "2"] as const;

export interface Finished {
  readonly exitCode: number | null;
  /** Without times and the names of sets, which depend on this machine and version. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClassFixture {
  readonly root: string;
  /** Hands in the lesson's solution with a folder of engine/test/lessons, or with files, put over it. */
  handIn(name: string, change?: string | Files): Promise<void>;
  /** Runs `grade lesson-door class --output <output>` and more words. */
  grade(output: string, ...words: readonly string[]): Promise<Finished>;
  run(...words: readonly string[]): Promise<Finished>;
  start(...words: readonly string[]): ChildProcess;
  set(output: string): Promise<ResultSet>;
  /** What `results.json` says of each student, without what differs from run to run. */
  students(output: string): Promise<Record<string, unknown>>;
  journal(output: string): Promise<JournalLine[]>;
  /** Replaces text in the lesson's check file. */
  changeChecks(from: string, to: string): Promise<void>;
  /** Throws when a process or a temporary file is left. */
  expectNothingLeft(): Promise<void>;
}

/** Builds a fixture with an empty class, passes it to `use`, and removes it. */
export async function withClassFixture(
  env: Readonly<Record<string, string>>,
  use: (fixture: ClassFixture) => Promise<void>,
) {
  await withGradingFixture({ env }, async (fixture) => {
    const { root } = fixture;
    const workbookDir = path.join(root, "workbook");
    await mkdir(path.join(root, "class"));
    const run = async (...words: readonly string[]): Promise<Finished> => {
      const { exitCode, stdout, stderr } = await finished(fixture.start(words));
      return { exitCode, stdout: steady(stdout.replaceAll(root, "<root>")), stderr: stderr.replaceAll(root, "<root>") };
    };
    const set = async (output: string): Promise<ResultSet> => {
      const folder = path.join(root, output);
      const current = (await readFile(path.join(folder, "current"), "utf8")).trim();
      return JSON.parse(await readFile(path.join(folder, current, "set.json"), "utf8")) as ResultSet;
    };
    await use({
      root,
      run,
      set,
      start: (...words) => fixture.start(words),
      grade: (output, ...words) => run(...GRADE, "--output", output, ...words),
      handIn: async (name, change = {}) => {
        const folder = path.join(root, "class", name);
        await cp(path.join(workbookDir, "solutions/lesson-door"), folder, { recursive: true });
        if (typeof change === "string") await cp(path.join(LESSONS, change), folder, { recursive: true });
        else for (const [file, text] of Object.entries(change)) await writeFile(path.join(folder, file), text ?? "");
      },
      students: async (output) => {
        const file = path.join(root, output, (await set(output)).name, "results.json");
        const { students } = JSON.parse(await readFile(file, "utf8")) as { students: { id: string }[] };
        return Object.fromEntries(students.map(({ id, ...student }) => [id, student]));
      },
      journal: (output) => new Journal(path.join(root, output, "journal.jsonl")).lines(),
      changeChecks: async (from, to) => {
        const file = path.join(workbookDir, "checks/lesson-door/lesson-door.check.ts");
        const text = await readFile(file, "utf8");
        expect(text).toContain(from);
        await writeFile(file, text.replace(from, to));
      },
      expectNothingLeft: async () => {
        await fixture.expectNoProcess();
        expect(await readdir(fixture.temporary), "temporary files").toEqual([]);
      },
    });
  });
}

/** How many gradings began, and how many of them alone. */
export function started(lines: readonly JournalLine[]): { readonly times: number; readonly alone: number } {
  const all = begun(lines);
  return { times: all.length, alone: all.filter((line) => line.alone).length };
}

/** The gradings that began; without second looks at what failed while the machine was busy. */
export function begun(lines: readonly JournalLine[]): Extract<JournalLine, { event: "started" }>[] {
  const doubtful = new Set<string>();
  return lines.filter((line): line is Extract<JournalLine, { event: "started" }> => {
    if (line.event === "finished" && line.outcome === "doubtful") doubtful.add(line.key);
    return line.event === "started" && !doubtful.delete(line.key);
  });
}

function steady(text: string): string {
  return (
    text
      .replaceAll(/set-[0-9a-f]{12}/g, "set-<hash>")
      // A sentence that other tests check.
      .replaceAll(/^ +isolation[^]*?\.\n/gm, "  <no boundary>\n")
      .replaceAll(/^.* graded · .*\n/gm, "")
      // On a busy machine a worker may be late, and submissions that failed meanwhile are graded again.
      .replaceAll(/^ +again, one at a time: .*\n/gm, "")
      .replaceAll(/in \d+\.\d s, [\d.]+ a (?:second|minute)/g, "in N s, N a second")
      .replaceAll(/in \d+\.\d s/g, "in N s")
  );
}

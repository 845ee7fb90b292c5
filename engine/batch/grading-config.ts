import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { checkSources } from "../load-lesson-code.ts";
import type { Isolation } from "../verdict.ts";

/**
 * What submissions are measured with: everything but the submission and its seed that a verdict may depend on. Results
 * made with one yardstick form one set; with another one, a second set is made and compared with the first.
 *
 * The isolation is part of it. A verdict reached without a boundary is one that the submission could have tampered
 * with, so it must not answer a question that was asked with one; and who is judged differently in a sandbox is news
 * that an instructor wants to see as a difference.
 */
export interface GradingConfig {
  readonly lesson: string;
  /** SHA-256 of the check files, `lesson.ts` and the given files. */
  readonly checks: string;
  /** The version of this workbook. */
  readonly tool: string;
  /** The major version of Node, for example `20`. */
  readonly node: string;
  readonly isolation: Isolation;
  /** Whether the stretch probes run; a result without them must not stand where they were asked for. */
  readonly stretch: boolean;
}

export interface GradingConfigOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** The folder of this project, whose package.json says the version. */
  readonly home: string;
  readonly isolation: Isolation;
  readonly stretch: boolean;
}

/** The yardstick of this lesson here and now. Throws the error of the file system when a part of it cannot be read. */
export async function gradingConfigOf({
  lesson,
  definition,
  home,
  isolation,
  stretch,
}: GradingConfigOptions): Promise<GradingConfig> {
  const { version } = JSON.parse(await readFile(path.join(home, "package.json"), "utf8")) as { version: string };
  return {
    lesson: lesson.slug,
    checks: await checksHash(lesson, definition),
    tool: version,
    node: process.versions.node.split(".", 1)[0] ?? "",
    isolation,
    stretch,
  };
}

/** The name of the set that results of this yardstick belong to, for example `set-3f2a9c1b20de`. */
export function setName(config: GradingConfig): string {
  return `set-${digest(partsOf(config)).slice(0, 12)}`;
}

/** Names one result: the same submission, measured the same way with the same input. 64 hexadecimal digits. */
export function keyOf(config: GradingConfig, submission: string, seed: number): string {
  return digest([...partsOf(config), submission, String(seed)]);
}

/** What is different about a second yardstick, a phrase each, for example `Node 22 instead of 20`. */
export function changesOf(before: GradingConfig, now: GradingConfig): string[] {
  const named = { tool: "workbook", node: "Node", isolation: "isolation" } as const;
  const parts = Object.keys(named) as (keyof typeof named)[];
  return [
    ...(before.checks === now.checks ? [] : ["other checks"]),
    ...parts
      .filter((part) => before[part] !== now[part])
      .map((part) => `${named[part]} ${now[part]} instead of ${before[part]}`),
    ...(before.stretch === now.stretch ? [] : [now.stretch ? "the stretch probes" : "no stretch probes"]),
  ];
}

function partsOf({ lesson, checks, tool, node, isolation, stretch }: GradingConfig): string[] {
  return [lesson, checks, tool, node, isolation, stretch ? "stretch" : ""];
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The check file and the files it can import, and the files that come with the lesson. */
async function checksHash(lesson: Lesson, { given }: LessonDefinition): Promise<string> {
  const checks = await checkSources(lesson);
  const files = [
    ...checks.map((name) => ["checks", name, path.join(lesson.checks, name)] as const),
    ...given.toSorted().map((name) => ["given", name, path.join(lesson.solution, name)] as const),
  ];
  const hash = createHash("sha256");
  for (const [kind, name, file] of files) {
    const content = await readFile(file);
    hash.update(`${kind}\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

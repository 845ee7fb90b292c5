import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { checkSources } from "../load-lesson-code.ts";
import type { Isolation } from "../verdict.ts";

/**
 * Everything that a verdict may depend on besides the submission and its seed. Results with the same grading config
 * form a set; another config makes a second set, which is compared with the first.
 *
 * The isolation is part of it: without a sandbox a submission could have tampered with its verdict, so that verdict
 * must not be reused where a sandbox was asked for; and an instructor wants to see whose verdict differs in a sandbox.
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
  /** Whether the stretch probes run; a result without them must not be reused where they were asked for. */
  readonly stretch: boolean;
}

export interface GradingConfigOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** The folder of this project, whose package.json holds the version. */
  readonly projectRoot: string;
  readonly isolation: Isolation;
  readonly stretch: boolean;
}

/** Reads the current grading config of this lesson. Throws a file system error when a part cannot be read. */
export async function gradingConfigOf({
  lesson,
  definition,
  projectRoot,
  isolation,
  stretch,
}: GradingConfigOptions): Promise<GradingConfig> {
  const { version } = JSON.parse(await readFile(path.join(projectRoot, "package.json"), "utf8")) as { version: string };
  return {
    lesson: lesson.slug,
    checks: await checksHash(lesson, definition),
    tool: version,
    node: process.versions.node.split(".", 1)[0] ?? "",
    isolation,
    stretch,
  };
}

/** The name of the set of results with this config, for example `set-3f2a9c1b20de`. */
export function setName(config: GradingConfig): string {
  return `set-${digest(partsOf(config)).slice(0, 12)}`;
}

/** The key of a result: the same for the same submission, config and seed. 64 hexadecimal digits. */
export function keyOf(config: GradingConfig, submission: string, seed: number): string {
  return digest([...partsOf(config), submission, String(seed)]);
}

/** The differences of a second config, one phrase each, for example `Node 22 instead of 20`. */
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

/** Hashes the check file, the files it can import, and the given files of the lesson. */
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

/** Finds what a lesson lacks that every lesson must have. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "../lesson.ts";
import type { LessonCode } from "../load-lesson-code.ts";
import { regionsOf } from "../starter.ts";
import { count } from "../text/phrases.ts";
import { readmeFaults, solutionReadmeFaults } from "./readme-faults.ts";
import type { Subject } from "./subjects.ts";

const LEAST = { nearMissesOfACheck: 2, variants: 6, probes: 3, choices: 4 } as const;

/** What `npm run new-lesson` writes where the author has to. */
const AUTHOR_MARK = "TODO(author)";

/**
 * What the lesson still lacks, each as one sentence without a full stop that names the file or the check.
 * @throws StarterError when a region of the solution is wrong
 */
export async function lessonFaults(
  lesson: Lesson,
  { definition, suite }: LessonCode,
  subjects: readonly Subject[],
): Promise<string[]> {
  const { slug, title } = lesson;
  const { exercises, probes } = suite();
  const readme = await textOf(path.join(lesson.folder, "README.md"));
  const solutionReadme = await textOf(path.join(lesson.solution, "README.md"));
  const variants = subjects.filter(({ name }) => name.startsWith("variants/")).length;
  const checkIds = exercises.flatMap(({ checks }) => checks.map(({ id }) => id));
  return [
    ...phrases(`lessons/${slug}/README.md`, readme, (text) => readmeFaults(text, { slug, title, definition })),
    ...phrases(`solutions/${slug}/README.md`, solutionReadme, solutionReadmeFaults),
    ...(await regionFaults(lesson, { definition })),
    ...checkIds.flatMap((id) =>
      tooFew(nearMissesOf(id, subjects), LEAST.nearMissesOfACheck, `check ${id}`, "near miss"),
    ),
    ...tooFew(variants, LEAST.variants, slug, "variant"),
    ...tooFew(probes.length, LEAST.probes, slug, "stretch probe"),
    ...(definition.quiz.choices.length === LEAST.choices
      ? []
      : [`the question of ${slug} has ${count(definition.quiz.choices.length, "choice")}; it needs ${LEAST.choices}`]),
    ...(await unfinishedFiles(lesson)),
  ];
}

function nearMissesOf(id: string, subjects: readonly Subject[]): number {
  return subjects.filter(({ promised }) => promised.kind === "fails" && promised.check === id).length;
}

function tooFew(found: number, least: number, owner: string, noun: string): string[] {
  const plural = noun.endsWith("s") ? `${noun}es` : `${noun}s`;
  return found >= least ? [] : [`${owner} has ${found} ${found === 1 ? noun : plural}; it needs at least ${least}`];
}

function phrases(file: string, text: string | undefined, faultsIn: (text: string) => string[]): string[] {
  return text === undefined ? [`${file} is missing`] : faultsIn(text).map((fault) => `${file} ${fault}`);
}

/** Every exercise needs a region, because its text becomes the TODO in the starter. */
async function regionFaults(lesson: Lesson, { definition }: Pick<LessonCode, "definition">): Promise<string[]> {
  const marked = new Set<number>();
  for (const file of definition.edits) {
    const source = await readFile(path.join(lesson.solution, file), "utf8");
    for (const { exercise } of regionsOf(source, `solutions/${lesson.slug}/${file}`)) marked.add(exercise);
  }
  const known = definition.exercises.map(({ id }) => id);
  return [
    ...known
      .filter((id) => !marked.has(id))
      .map(
        (id) => `exercise ${id} of ${lesson.slug} has no region in solutions/${lesson.slug}, so no TODO in the starter`,
      ),
    ...[...marked]
      .filter((id) => !known.includes(id))
      .map((id) => `a region in solutions/${lesson.slug} belongs to exercise ${id}, which lesson.ts does not have`),
  ];
}

/** The author's files that still contain a `TODO(author)`. */
async function unfinishedFiles(lesson: Lesson): Promise<string[]> {
  const faults: string[] = [];
  // The starter's code is cut from the solution, and a learner may have changed it.
  const parts = [
    { part: "lessons", folder: lesson.folder, written: /\.md$/ },
    { part: "solutions", folder: lesson.solution, written: /\.(?:ts|md)$/ },
    { part: "checks", folder: lesson.checks, written: /\.(?:ts|md)$/ },
  ];
  for (const { part, folder, written } of parts) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((entry) => entry.isFile() && written.test(entry.name))) {
      const file = path.join(entry.parentPath, entry.name);
      const line = (await readFile(file, "utf8")).split("\n").findIndex((text) => text.includes(AUTHOR_MARK));
      if (line === -1) continue;
      const shown = path.relative(folder, file).split(path.sep).join("/");
      faults.push(`${part}/${lesson.slug}/${shown}:${line + 1} still says ${AUTHOR_MARK}`);
    }
  }
  return faults.toSorted();
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").catch(() => undefined);
}

/**
 * Saved gradings: `.workbook/runs/<lesson>/<time>/` with verdict.json, transcript.jsonl, server.log and, where it is
 * known, `files`: a fingerprint of the files that were graded. Next to these folders, the text file `latest` names the
 * newest one (on Windows, learners may not be allowed to create links).
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "../lesson.ts";
import { VERDICT_SCHEMA, type Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { newFolder } from "./new-folder.ts";
import type { WithNotices } from "./progress.ts";
import { fsErrorMessage } from "./fs-error-message.ts";
import { readState, setAside } from "./read-state.ts";
import { displayPath } from "./display-path.ts";
import { isTimestamp } from "./timestamp.ts";
import { writeAtomic } from "./write-atomic.ts";
import { isRecord } from "../is-record.ts";

const RUNS_KEPT = 30;

export interface Run {
  readonly verdict: Verdict;
  /** Absolute path. */
  readonly folder: string;
  /** Fingerprint of the files that were graded; undefined when it was not recorded. */
  readonly files: string | undefined;
}

/**
 * Saves one grading, and deletes all but the newest 30 of the lesson. Costs a few milliseconds. Never throws: a failure
 * to save becomes a notice, because the verdict is valid without it.
 * @param files fingerprint of the files that were graded
 * @returns the run's folder (absolute), or undefined when it was not saved
 */
export async function saveRun(
  workbook: Workbook,
  verdict: Verdict,
  files?: string,
): Promise<WithNotices & { readonly folder?: string }> {
  const runs = runsFolder(workbook, verdict.lesson);
  try {
    const folder = await newFolder(runs);
    await Promise.all([
      writeAtomic(path.join(folder, "verdict.json"), `${JSON.stringify(verdict, undefined, 2)}\n`),
      writeFile(path.join(folder, "transcript.jsonl"), transcriptLines(verdict)),
      writeFile(path.join(folder, "server.log"), verdict.server.stdout + verdict.server.stderr),
      ...(files === undefined ? [] : [writeFile(path.join(folder, "files"), files)]),
    ]);
    await writeAtomic(path.join(runs, "latest"), `${path.basename(folder)}\n`);
    await deleteOldRuns(runs, path.basename(folder));
    return { folder, notices: [] };
  } catch (error) {
    return {
      notices: [`This run could not be saved in ${displayPath(workbook.root, runs)}: ${fsErrorMessage(error)}`],
    };
  }
}

/**
 * The newest run of a lesson that can be read and that `accept` returns true for. A damaged verdict.json on the way is
 * kept under another name, and a notice says so. Never throws.
 */
export async function latestRun(
  workbook: Workbook,
  slug: string,
  accept: (verdict: Verdict) => boolean = () => true,
): Promise<WithNotices & { readonly run?: Run }> {
  const runs = runsFolder(workbook, slug);
  const notices: string[] = [];
  for (const name of await newestFirst(runs)) {
    const folder = path.join(runs, name);
    const file = path.join(folder, "verdict.json");
    const found = await readState(file, isVerdict);
    if ("value" in found && accept(found.value)) {
      const files = await readFile(path.join(folder, "files"), "utf8").catch(() => undefined);
      return { run: { verdict: found.value, folder, files }, notices };
    }
    if ("fault" in found) {
      const aside = await setAside(file);
      const kept =
        aside === undefined
          ? "it stays as it is"
          : `it is kept as ${displayPath(workbook.root, path.join(folder, aside))}`;
      notices.push(`${displayPath(workbook.root, file)} ${found.fault}; ${kept}, and an older run is used.`);
    }
  }
  return { notices };
}

/** The newest run on the learner's own folder of the lesson that `accept` returns true for. Otherwise like `latestRun`. */
export async function latestOwnRun(
  workbook: Workbook,
  { slug, folder }: Pick<Lesson, "slug" | "folder">,
  accept: (verdict: Verdict) => boolean = () => true,
): Promise<WithNotices & { readonly run?: Run }> {
  return await latestRun(
    workbook,
    slug,
    (verdict) => path.resolve(workbook.root, verdict.submission) === folder && accept(verdict),
  );
}

/**
 * One run of a lesson by the name of its folder; undefined when it does not exist or cannot be read. Never throws.
 * @param id untrusted
 */
export async function readRun(workbook: Workbook, slug: string, id: string): Promise<Verdict | undefined> {
  if (!isTimestamp(id)) return undefined;
  const found = await readState(path.join(runsFolder(workbook, slug), id, "verdict.json"), isVerdict);
  return "value" in found ? found.value : undefined;
}

/** The runs of a lesson that can be read, newest first, each with the name of its folder. Never throws. */
export async function recentRuns(
  workbook: Workbook,
  slug: string,
): Promise<{ readonly id: string; readonly verdict: Verdict }[]> {
  const ids = await newestFirst(runsFolder(workbook, slug));
  const verdicts = await Promise.all(ids.map((id) => readRun(workbook, slug, id)));
  return ids.flatMap((id, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ id, verdict }];
  });
}

function runsFolder(workbook: Workbook, slug: string): string {
  return path.join(workbook.state, "runs", slug);
}

/** The run that `latest` names comes first, because names are in the wrong order after the clock was set back. */
async function newestFirst(runs: string): Promise<string[]> {
  const names = await runNames(runs);
  const latest = await readFile(path.join(runs, "latest"), "utf8").then(
    (text) => text.trim(),
    () => "",
  );
  return names.includes(latest) ? [latest, ...names.filter((name) => name !== latest)] : names;
}

/** Names of the run folders, newest first. Empty when there are none. */
async function runNames(runs: string): Promise<string[]> {
  const entries = await readdir(runs).catch(() => []);
  return entries.filter(isTimestamp).toSorted().toReversed();
}

async function deleteOldRuns(runs: string, current: string): Promise<void> {
  const others = (await runNames(runs)).filter((name) => name !== current);
  const old = others.slice(RUNS_KEPT - 1);
  await Promise.all(old.map((name) => rm(path.join(runs, name), { recursive: true, force: true })));
}

/** One line per event, with the check it belongs to. */
function transcriptLines(verdict: Verdict): string {
  const checks = verdict.exercises.flatMap((exercise) => exercise.checks);
  return checks
    .flatMap((check) => check.transcript.map((event) => `${JSON.stringify({ check: check.id, ...event })}\n`))
    .join("");
}

/** Checks only what it takes to read a verdict that this version wrote. */
function isVerdict(value: unknown): value is Verdict {
  return (
    isRecord(value) &&
    value["schema"] === VERDICT_SCHEMA &&
    typeof value["lesson"] === "string" &&
    typeof value["submission"] === "string" &&
    Array.isArray(value["exercises"]) &&
    value["exercises"].every((exercise) => isRecord(exercise) && Array.isArray(exercise["checks"]))
  );
}

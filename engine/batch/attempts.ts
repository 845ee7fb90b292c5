/** Which of several hand-ins by one person counts. Each is an attempt, as `--attempt` and `attempts` in `grading.json` call it. */
import { lstat } from "node:fs/promises";
import path from "node:path";
import { contentsOf } from "./intake/contents.ts";
import type { HandIn } from "./intake/hand-in.ts";
import type { Submission } from "./intake/submission.ts";

export const ATTEMPT_POLICIES = ["latest", "best", "first"] as const;

/** `best` grades all of them; the others grade one. */
export type AttemptPolicy = (typeof ATTEMPT_POLICIES)[number];

/** Several hand-ins by one person, the earliest first. */
export interface Attempts {
  readonly names: readonly string[];
  /** Those that are graded. */
  readonly counting: readonly string[];
}

/**
 * Finds the people with several hand-ins, and chooses among them. A late one came after one that is not; else the numbers
 * that Canvas gives to attachments decide, or the time of the newest file.
 * @param personOf the same text for all hand-ins of one person; undefined when that is not known
 */
export async function attemptsOf(
  submissions: readonly Submission[],
  handIns: readonly HandIn[],
  personOf: (submission: Submission) => string | undefined,
  policy: AttemptPolicy,
): Promise<Attempts[]> {
  const people = new Map<string, Submission[]>();
  for (const submission of submissions) {
    const person = personOf(submission);
    if (person !== undefined) people.set(person, [...(people.get(person) ?? []), submission]);
  }
  const parts = new Map(handIns.map((handIn) => [handIn.name, handIn]));
  const found: Attempts[] = [];
  for (const several of people.values()) {
    if (several.length < 2) continue;
    const timed = await Promise.all(several.map(async (one) => ({ one, at: await changedAt(parts.get(one.name)) })));
    const inOrder = timed
      .toSorted((a, b) => Number(a.one.late) - Number(b.one.late) || orderOf(a.one, b.one) || a.at - b.at)
      .map(({ one }) => one);
    const counting = chosen(inOrder, policy).map(({ name }) => name);
    found.push({ names: inOrder.map(({ name }) => name), counting });
  }
  return found;
}

function chosen(inOrder: readonly Submission[], policy: AttemptPolicy): readonly Submission[] {
  if (policy === "first") return inOrder.slice(0, 1);
  if (policy === "latest") return inOrder.slice(-1);
  const graded = inOrder.filter(({ question, excused }) => question === undefined && excused === undefined);
  return graded.length > 0 ? graded : inOrder.slice(-1);
}

function orderOf({ download: one }: Submission, { download: other }: Submission): number {
  return one?.system === "canvas" && other?.system === "canvas" ? one.attachment - other.attachment : 0;
}

/** When the newest file was changed, in milliseconds since 1970, as far as the download tells; 0 when it does not. */
async function changedAt(handIn: HandIn | undefined): Promise<number> {
  let newest = 0;
  const look = async (file: string) => {
    newest = Math.max(newest, (await lstat(file).catch(() => undefined))?.mtimeMs ?? 0);
  };
  for (const { kind, source } of handIn?.parts ?? []) {
    if (kind !== "folder") await look(source);
    else
      for (const { folder, files, archives } of await contentsOf("", source).catch(() => []))
        for (const name of [...files, ...archives]) await look(path.join(folder, name));
  }
  return newest;
}

/**
 * `class.json` in the folder of a set: who is in the class and how it was graded, so that the page of the class shows the
 * same people as every report, and can grade again. It holds names; what is anonymous is written elsewhere.
 */
import path from "node:path";
import * as z from "zod";
import { readState } from "../state/read-state.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { SimilarWork } from "../similar/similar-work.ts";
import { SORT_ORDERS } from "../report/sort-students.ts";
import { ATTEMPT_POLICIES } from "./attempts.ts";
import type { ClassListOptions } from "./class-list.ts";

const FILE = "class.json";
const names = z.array(z.string());
const student = z.object({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  familyName: z.string().optional(),
});

const schema = z.object({
  schema: z.literal("workbook.class/1"),
  handedIn: names,
  knowsAll: z.boolean(),
  attempt: z.enum(ATTEMPT_POLICIES),
  attempts: z.array(z.object({ names, counting: names })),
  /** Pairs, because the name of a submission may be any text. */
  match: z
    .object({ owners: z.array(z.tuple([z.string(), z.array(student)])), missing: z.array(student), unowned: names })
    .nullable(),
  sort: z.enum(SORT_ORDERS),
  anonymous: z.boolean(),
  /** Absolute path of the policy file, which need not exist. */
  policy: z.string(),
  similar: z.custom<SimilarWork>((value) => typeof value === "object" && value !== null).nullable(),
  /** How to grade this class again: the words after `npm run`, and the folder they were typed in. */
  command: z.object({ cwd: z.string(), words: names }).nullable(),
});

type Written = z.output<typeof schema>;

/** What the page knows of a class besides its results. */
export interface ClassFacts extends Pick<Written, "sort" | "anonymous" | "policy" | "similar" | "command"> {
  readonly who: Omit<ClassListOptions, "policy">;
}

/** @param folder of the set */
export async function writeClassFacts(folder: string, { who, ...facts }: ClassFacts): Promise<void> {
  const { handedIn, knowsAll = true, attempt, attempts, match } = who;
  const written = {
    schema: "workbook.class/1",
    handedIn,
    knowsAll,
    attempt,
    attempts,
    match: match === undefined ? null : { ...match, owners: [...match.owners] },
    ...facts,
  };
  await writeAtomic(path.join(folder, FILE), `${JSON.stringify(written)}\n`);
}

/** Undefined when there is none that this version can read. @param folder of the set */
export async function readClassFacts(folder: string): Promise<ClassFacts | undefined> {
  const found = await readState(path.join(folder, FILE), (value): value is Written => schema.safeParse(value).success);
  if (!("value" in found)) return undefined;
  const { handedIn, knowsAll, attempt, attempts, match, sort, anonymous, policy, similar, command } = found.value;
  const matched = match === null ? undefined : { ...match, owners: new Map(match.owners) };
  return {
    who: { handedIn, knowsAll, attempt, attempts, match: matched },
    sort,
    anonymous,
    policy,
    similar,
    command,
  };
}

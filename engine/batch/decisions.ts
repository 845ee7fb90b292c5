/** Keeps what the instructor decided about submissions, in the output folder, and carries out `--decide`. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../is-record.ts";
import { readState } from "../state/read-state.ts";
import { withLock } from "../state/lock.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import { DecisionError, type Decision } from "./intake/decision.ts";
import { fingerprint } from "./intake/fingerprint.ts";
import type { HandIn } from "./intake/hand-in.ts";
import { takeInOne, type TakenInOne, type TakeInOneOptions } from "./intake/take-in-one.ts";

const SCHEMA = "workbook.decisions/1";

type Decisions = ReadonlyMap<string, Decision>;

/** One `--decide ID=CHOICE`, with the hand-in that it means. */
export interface NewDecision {
  readonly handIn: HandIn;
  /** `zero`, `excused`, `undo`, or the path of what is to be graded. */
  readonly choice: string;
}

/** The decisions in an output folder, by submission. */
export async function readDecisions(output: string): Promise<Decisions> {
  const found = await readState(fileIn(output), isDecisions);
  return new Map("value" in found ? Object.entries(found.value.decisions) : []);
}

export type DecideOptions = Omit<TakeInOneOptions, "decisions"> & {
  /** What a path outside of the hand-in is relative to; undefined when only what was handed in can be graded. */
  readonly cwd: string | undefined;
};

/**
 * Adds new decisions to those in the output folder, and stores them. Several processes may do so at the same time.
 * @throws DecisionError when one cannot be carried out; then none is stored. LockError
 */
export async function decide(output: string, made: readonly NewDecision[], options: DecideOptions): Promise<Decisions> {
  if (made.length === 0) return readDecisions(output);
  const changes: (readonly [name: string, decision: Decision | undefined])[] = [];
  for (const { handIn, choice } of made)
    changes.push([handIn.name, choice === "undo" ? undefined : await decisionOn(handIn, choice, options)]);
  return withLock(`${fileIn(output)}.lock`, async () => {
    const decisions = new Map(await readDecisions(output));
    for (const [name, decision] of changes) {
      if (decision !== undefined) decisions.set(name, decision);
      else if (!decisions.delete(name)) throw new DecisionError(`Nothing was decided about ${name}.`);
    }
    const text = JSON.stringify({ schema: SCHEMA, decisions: Object.fromEntries(decisions) }, undefined, 1);
    await writeAtomic(fileIn(output), `${text}\n`);
    return decisions;
  });
}

async function decisionOn(handIn: HandIn, choice: string, options: DecideOptions): Promise<Decision> {
  const of = await fingerprint(handIn);
  const at = new Date().toISOString();
  const tried = (decision: Decision) =>
    takeInOne(handIn, { ...options, decisions: new Map([[handIn.name, decision]]) });
  if (choice === "zero" || choice === "excused") {
    const { submission } = await tried({ choice, of, at });
    if (choice === "zero" ? submission.refusal === undefined : submission.excused !== true)
      throw new DecisionError(`${handIn.name} needs no decision: its work was found, and it is graded.`);
    return { choice, of, at };
  }
  const inside: Decision = { choice: "place", place: choice, of, at };
  const refusal = await refusalOf(tried(inside), handIn, choice);
  if (refusal === undefined) return inside;
  if (options.cwd === undefined) throw refusal;
  const place = path.resolve(options.cwd, choice);
  if ((await stat(place).catch(() => undefined)) === undefined) throw refusal;
  const elsewhere: Decision = { choice: "elsewhere", place, of, at };
  const second = await refusalOf(tried(elsewhere), handIn, choice);
  if (second !== undefined) throw second;
  return elsewhere;
}

/** Why a submission cannot be graded from a place; undefined when it can. */
async function refusalOf(
  trying: Promise<TakenInOne>,
  { name }: HandIn,
  place: string,
): Promise<DecisionError | undefined> {
  try {
    const { question, refusal } = (await trying).submission;
    const why = question?.why ?? refusal?.message;
    return why === undefined ? undefined : new DecisionError(`${name} cannot be graded from ${place}: ${why}.`);
  } catch (error) {
    if (error instanceof DecisionError) return error;
    throw error;
  }
}

function fileIn(output: string): string {
  return path.join(output, "decisions.json");
}

function isDecisions(value: unknown): value is { readonly decisions: Readonly<Record<string, Decision>> } {
  if (!isRecord(value) || value["schema"] !== SCHEMA || !isRecord(value["decisions"])) return false;
  return Object.values(value["decisions"]).every(
    (one) => isRecord(one) && typeof one["choice"] === "string" && typeof one["of"] === "string",
  );
}

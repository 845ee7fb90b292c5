import { stat } from "node:fs/promises";
import path from "node:path";
import { NotGradable } from "../../grade/not-gradable.ts";
import type { Reason } from "../../verdict.ts";
import { archiveStem } from "./archive.ts";
import { classInside } from "./class-inside.ts";
import { DecisionError, type Decision } from "./decision.ts";
import { findWork, workAt, type Found } from "./find-work.ts";
import { fingerprint } from "./fingerprint.ts";
import type { HandIn, Part } from "./hand-in.ts";
import { hashRefusal, hashTree } from "./hash-tree.ts";
import { intakeFault } from "./intake-fault.ts";
import { HandInScratch, openHandIn } from "./open-hand-in.ts";
import { prepare } from "./prepare.ts";
import { questionText, type Question } from "./question.ts";
import { search } from "./search.ts";
import type { Submission } from "./submission.ts";
import type { TakeInOptions } from "./take-in.ts";

export interface TakeInOneOptions extends TakeInOptions {
  /** A name for a folder in `scratch` that is not used yet. */
  readonly nextFolderName: () => string;
}

export interface TakenInOne {
  readonly submission: Submission;
  /** Set when it is not one submission but a class: what to type, as a sentence without a full stop. */
  readonly wholeClass?: string;
}

type Outcome =
  | { readonly staged: Pick<Submission, "folder" | "hash" | "notes"> }
  | Asked
  | { readonly refusal: Reason };
type Asked = { readonly question: Question; readonly wholeClass?: string };

/**
 * Reads what one student handed in. An error affects only this submission.
 * @throws DecisionError; the signal's reason
 */
export async function takeInOne(handIn: HandIn, options: TakeInOneOptions): Promise<TakenInOne> {
  const { name, parts, late, download } = handIn;
  const [first] = parts as [Part];
  const before = options.decisions?.get(name);
  // Something else may have been handed in since.
  const decision = before?.of === (before && (await fingerprint(handIn))) ? before : undefined;
  const outcome = await outcomeOf(handIn, decision, options);
  const about = { name, late, download, folder: first.source, notes: [] };
  if ("staged" in outcome) return { submission: { ...about, ...outcome.staged } };
  if ("refusal" in outcome) {
    const { refusal } = outcome;
    return { submission: { ...about, hash: hashRefusal(refusal), refusal } };
  }
  const { question, wholeClass } = outcome;
  const isOutdated = before !== undefined && decision === undefined;
  const asked = isOutdated
    ? { ...question, why: `${question.why}; what was decided before was about other files` }
    : question;
  const submission = { ...about, ...answered(asked, decision) };
  return wholeClass === undefined ? { submission } : { submission, wholeClass };
}

async function outcomeOf(handIn: HandIn, decision: Decision | undefined, options: TakeInOneOptions): Promise<Outcome> {
  const { scratch: folder, nextFolderName, signal } = options;
  const scratch = new HandInScratch(folder, nextFolderName, signal);
  try {
    const found = await searchedFor(handIn, decision, scratch, options);
    if ("question" in found) {
      await scratch.discard();
      return found;
    }
    const { work } = found;
    const prepared = await prepare(work.folder, work.renamed, () => scratch.folder());
    await scratch.discard(prepared.folder);
    const notes = [...(work.note === undefined ? [] : [work.note]), ...prepared.notes];
    return { staged: { folder: prepared.folder, hash: await hashTree(prepared.folder), notes } };
  } catch (error) {
    await scratch.discard();
    signal?.throwIfAborted();
    if (error instanceof DecisionError) throw new DecisionError(`${handIn.name}: ${error.message}.`);
    const reason = error instanceof NotGradable ? error.reason : intakeFault(error, nameOf(handIn), folder);
    if (reason.code === "grader-error") return { refusal: reason };
    return { question: { why: reason.message, found: [], files: 0, places: [] } };
  }
}

async function searchedFor(
  handIn: HandIn,
  decision: Decision | undefined,
  scratch: HandInScratch,
  options: TakeInOneOptions,
): Promise<Found & Partial<Pick<Asked, "wholeClass">>> {
  const elsewhere = decision?.choice === "elsewhere" ? await replaced(handIn, decision.place ?? "") : handIn;
  const { roots, archives } = await openHandIn(elsewhere, scratch);
  const { lesson, definition } = options;
  const isPlace = decision?.choice === "place";
  const unpack = (archive: string) => scratch.unpack(archive);
  const searched = await search(roots, archives, { lesson, definition, unpack, everywhere: isPlace });
  if (isPlace) return { work: workAt(decision.place ?? "", searched, definition) };
  const inside = roots.length === 1 && archives.length === 0 ? classInside(searched.folders) : undefined;
  if (inside === undefined) return findWork(searched, options);
  const [part] = elsewhere.parts as [Part];
  const at = path.join(part.source, inside.label);
  const wholeClass =
    part.kind === "folder"
      ? `${handIn.name} is a whole class, not one submission: type npm run grade ${lesson.slug} ${at}`
      : `${path.basename(part.source)} holds a whole class, not one submission: unpack it and type npm run grade ${lesson.slug} with its folder`;
  return { question: { why: wholeClass, found: [], files: 0, places: [] }, wholeClass };
}

/** The hand-in with a folder or archive in its place that the instructor has put in order. */
async function replaced(handIn: HandIn, source: string): Promise<HandIn> {
  const found = await stat(source).catch(() => undefined);
  const isArchive = found?.isFile() === true && archiveStem(source) !== undefined;
  if (found?.isDirectory() !== true && !isArchive)
    throw new DecisionError(`there is no folder and no archive at ${source} any more`);
  const kind = isArchive ? "archive" : "folder";
  return { ...handIn, parts: [{ source, kind, as: path.basename(source), isUtf8: true }] };
}

/** What the decision makes of a submission that could not be graded without it. */
function answered(question: Question, decision: Decision | undefined): Pick<Submission, "hash"> & Partial<Submission> {
  const why = questionText(question);
  const asked: Reason = { code: "submission-unreadable", message: why };
  if (decision?.choice === "excused") return { hash: hashRefusal(asked), excused: true, notes: [`excused: ${why}`] };
  if (decision?.choice !== "zero") return { hash: hashRefusal(asked), question };
  const refusal: Reason = { ...asked, message: `zero was decided: ${why}` };
  return { hash: hashRefusal(refusal), refusal };
}

function nameOf({ parts: [first], name }: HandIn): string {
  return first === undefined ? name : path.basename(first.source);
}

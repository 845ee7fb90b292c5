/** Finds the learner's work in a hand-in, however it is wrapped, or says what only the instructor can decide. */
import { entryNames } from "../../grade/entry-names.ts";
import { listTree } from "../../grade/submitted-files.ts";
import type { LessonDefinition } from "../../lesson.ts";
import { listOf } from "../../text/suggest.ts";
import { joined, type FoundFolder } from "./contents.ts";
import { DecisionError } from "./decision.ts";
import { findPlaces, isWithin, outermost, type Place } from "./find-places.ts";
import { hashTree } from "./hash-tree.ts";
import { hasMarker, markersOf } from "./markers.ts";
import { nearNames, properName } from "./near-name.ts";
import { MAX_FOUND, type Question } from "./question.ts";
import type { Searched, SearchOptions } from "./search.ts";

/** Where the work is. */
export interface Work {
  /** Absolute path. */
  readonly folder: string;
  /** See `prepare`. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Where it was found among other files, as a phrase; undefined where there was nothing else. */
  readonly note: string | undefined;
}

export type Found = { readonly work: Work } | { readonly question: Question };

/** @throws NotGradable naming a folder that cannot be read */
export async function findWork(
  { folders, closed }: Searched,
  { lesson, definition }: Pick<SearchOptions, "lesson" | "definition">,
): Promise<Found> {
  const places = findPlaces(folders, lesson, definition);
  const place = outermost(places) ?? (await theSame(places));
  const files = allFiles(folders);
  const question = (why: string, options: readonly string[] = []): Found => ({
    question: { why, found: telling(files).slice(0, MAX_FOUND), files: files.length, places: options },
  });
  if (place === undefined) {
    if (places.length > 1)
      return question(
        inPlaces(places, definition),
        places.map(({ label }) => label || "."),
      );
    const [unopened] = closed;
    if (unopened !== undefined) return question(unopened.reason.message);
    const unread = await unreadEntry(folders, definition);
    if (unread !== undefined) return question(unread);
    if (files.length === 0) return question("no file was handed in");
    return question(missing(definition));
  }
  const several = twoFor(place, definition);
  if (several !== undefined) return question(`${listOf(several, "and")} could each be ${meant(definition)}`, several);
  const beside = isInWorkbook(place, lesson.slug) ? [] : filesBeside(place, folders);
  return {
    work: {
      folder: place.folder,
      renamed: renamedIn(place, definition),
      note:
        beside.length === 0 ? undefined : `${placeName(place)} was graded, beside ${listOf(shownFiles(beside), "and")}`,
    },
  };
}

/**
 * The work at the place that the instructor decided on.
 * @param label a folder or the file that starts the server, in the hand-in
 * @throws DecisionError when it is not there
 */
export function workAt(label: string, { folders }: Searched, definition: LessonDefinition): Work {
  const wanted = label
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+|^\.$/, "")
    .replace(/(?<!\/)\/+$/, "");
  const note = `${wanted === "" ? "all of it" : wanted} was graded, as decided`;
  const folder = folders.find((one) => one.label === wanted);
  if (folder !== undefined) {
    const renamed = renamedIn(folder, definition);
    if (!hasMarker(folder.files, markersOf(definition)) && renamed.size === 0)
      throw new DecisionError(
        `${wanted || "The hand-in"} holds no ${definition.entry}; name the file that starts the server`,
      );
    return { folder: folder.folder, renamed, note };
  }
  for (const one of folders)
    for (const name of one.files) {
      if (joined(one.label, name) !== wanted) continue;
      const files = wantedFiles(definition);
      const known = files.find((file) => file === name || nearNames(file, [name]).length > 0) ?? definition.entry;
      const others = [...renamedIn(one, definition)].filter(([, proper]) => !entryNames(known).includes(proper));
      return { folder: one.folder, renamed: new Map([...others, [name, properName(known, name)]]), note };
    }
  const places = folders.filter(({ files }) => files.length > 0).map(placeName);
  throw new DecisionError(
    `there is no ${wanted} in it; it has ${listOf(places.slice(0, MAX_FOUND), "and") || "no files"}`,
  );
}

/** The files of the lesson that a learner hands in, the entry first. */
function wantedFiles({ entry, edits }: LessonDefinition): string[] {
  return [...new Set([entry, ...edits])].filter((name) => !name.includes("/"));
}

function renamedIn({ files }: FoundFolder, definition: LessonDefinition): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const wanted of wantedFiles(definition)) {
    if (entryNames(wanted).some((name) => files.includes(name))) continue;
    const [near] = nearNames(wanted, files);
    if (near !== undefined) renamed.set(near, properName(wanted, near));
  }
  return renamed;
}

/** Several files that could each be one of the lesson's, which is not there itself. */
function twoFor({ label, files }: Place, definition: LessonDefinition): string[] | undefined {
  return wantedFiles(definition)
    .filter((wanted) => !entryNames(wanted).some((name) => files.includes(name)))
    .map((wanted) => nearNames(wanted, files).map((name) => joined(label, name)))
    .find((near) => near.length > 1);
}

/** The first of several places that hold the same files. */
async function theSame(places: readonly Place[]): Promise<Place | undefined> {
  const hashes = new Set<string>();
  for (const { folder, label } of places) hashes.add(await hashTree(folder).catch(() => `unreadable ${label}`));
  return hashes.size === 1 ? places[0] : undefined;
}

function inPlaces(places: readonly Place[], definition: LessonDefinition): string {
  const names = places.slice(0, MAX_FOUND).map(placeName);
  const more = places.length - names.length;
  const list = listOf(more > 0 ? [...names, `${more} more`] : names, "and");
  const perhapsClass = places.length < 3 ? "" : "; if that is a whole class, name the folder that contains it";
  return `${meant(definition)} is in ${places.length} places: ${list}${perhapsClass}`;
}

function missing(definition: LessonDefinition): string {
  const markers = markersOf(definition);
  return markers.length === 1 ? `${definition.entry} is missing` : `none of ${listOf(markers.slice(1))} is there`;
}

function meant(definition: LessonDefinition): string {
  return listOf(markersOf(definition).slice(0, 3));
}

/**
 * The lesson's entry where it is a link or a pipe, which are never read, as a sentence without a full stop.
 * @throws NotGradable for a folder that cannot be read, which looks empty here
 */
async function unreadEntry(folders: readonly FoundFolder[], { entry }: LessonDefinition): Promise<string | undefined> {
  for (const { label, folder, others } of folders) {
    const name = entryNames(entry).find((one) => others.includes(one));
    if (label !== "" && name === undefined) continue;
    const why = (await listTree(folder)).leftOut.get(name ?? "");
    if (why !== undefined) return `${joined(label, name ?? "")} ${why}`;
  }
  return undefined;
}

function placeName({ label }: FoundFolder): string {
  return label === "" ? "the top folder" : label;
}

function isInWorkbook({ label }: Place, slug: string): boolean {
  return label === `lessons/${slug}` || label.endsWith(`/lessons/${slug}`);
}

function allFiles(folders: readonly FoundFolder[]): string[] {
  return folders.flatMap(({ label, files }) => files.map((name) => joined(label, name)));
}

/** Code and documents say more about a hand-in than what a project or a system adds to it. */
function telling(files: readonly string[]): string[] {
  const rank = (name: string) => (/\.(?:[cm]?[jt]sx?|pdf|docx?|zip|7z|rar|html)$/i.test(name) ? 0 : 1);
  return files.toSorted((one, other) => rank(one) - rank(other) || one.split("/").length - other.split("/").length);
}

function filesBeside(place: Place, folders: readonly FoundFolder[]): string[] {
  return allFiles(folders.filter(({ label }) => label !== place.label && !isWithin(label, place.label)));
}

function shownFiles(files: readonly string[]): string[] {
  const shown = telling(files).slice(0, 2);
  return files.length > shown.length ? [...shown, `${files.length - shown.length} more`] : shown;
}

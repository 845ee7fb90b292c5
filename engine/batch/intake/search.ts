import { NotGradable } from "../../grade/not-gradable.ts";
import type { Reason } from "../../verdict.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { contentsOf, joined, type FoundFolder } from "./contents.ts";
import { findPlaces, isWithin, outermost } from "./find-places.ts";

/** Archives within a submission that are opened; more are no hand-in but a collection. */
const MAX_INNER_ARCHIVES = 8;
/** How deep they are nested: an archive in an archive that is in the class folder. */
const MAX_NESTED = 2;

/** An archive of a hand-in, by its path in it. */
export interface InnerArchive {
  readonly label: string;
  /** Absolute path. */
  readonly file: string;
}

export interface SearchOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Unpacks an archive into a new folder, whose absolute path it returns. @throws NotGradable */
  readonly unpack: (archive: string) => Promise<string>;
  /** Whether to open archives although the work was found outside of them. */
  readonly everywhere: boolean;
}

/** All folders of a hand-in, including those in archives that had to be opened. */
export interface Searched {
  readonly folders: readonly FoundFolder[];
  /** Archives that could not be opened, with the reason. */
  readonly closed: readonly { readonly label: string; readonly reason: Reason }[];
}

/** Lists a hand-in, and opens its archives unless the work is where no archive could hold another version of it. */
export async function search(
  roots: readonly { readonly label: string; readonly folder: string }[],
  archives: readonly InnerArchive[],
  { lesson, definition, unpack, everywhere }: SearchOptions,
): Promise<Searched> {
  const folders: FoundFolder[] = [];
  for (const root of roots) folders.push(...(await contentsOf(root.label, root.folder)));
  const place = outermost(findPlaces(folders, lesson, definition));
  const closed: { label: string; reason: Reason }[] = [];
  const queue = [...archives, ...archivesIn(folders)]
    .filter(({ label }) => everywhere || place?.exact !== true || !isWithin(label, place.label))
    .map((archive) => ({ ...archive, nested: 1 }));
  let opened = 0;
  for (const { label, file, nested } of queue) {
    try {
      if (++opened > MAX_INNER_ARCHIVES) throw tooMany(label);
      const inside = await contentsOf(label, await unpack(file));
      folders.push(...inside);
      if (nested < MAX_NESTED) queue.push(...archivesIn(inside).map((one) => ({ ...one, nested: nested + 1 })));
    } catch (error) {
      if (!(error instanceof NotGradable)) throw error;
      closed.push({ label, reason: error.reason });
    }
  }
  return { folders, closed };
}

function archivesIn(folders: readonly FoundFolder[]): InnerArchive[] {
  return folders.flatMap(({ label, folder, archives }) =>
    archives.map((name) => ({ label: joined(label, name), file: `${folder}/${name}` })),
  );
}

function tooMany(label: string): NotGradable {
  const message = `${label} was not opened: the submission contains more than ${MAX_INNER_ARCHIVES} archives`;
  return new NotGradable({ code: "submission-unreadable", message });
}

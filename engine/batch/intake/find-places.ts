import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { FoundFolder } from "./contents.ts";
import { hasMarker, markersOf } from "./markers.ts";
import { nearNames } from "./near-name.ts";

/** A folder that may be the learner's work. */
export interface Place extends FoundFolder {
  /** Whether the lesson's file has its own name there, and not one that is close to it. */
  readonly exact: boolean;
}

/** The places in a hand-in that hold the lesson's entry. */
export function findPlaces(folders: readonly FoundFolder[], lesson: Lesson, definition: LessonDefinition): Place[] {
  const markers = markersOf(definition);
  const places = folders.flatMap((folder): Place[] => {
    if (isInOtherLesson(folder, lesson.slug)) return [];
    if (hasMarker(folder.files, markers)) return [{ ...folder, exact: true }];
    return markers.some((marker) => nearNames(marker, folder.files).length > 0) ? [{ ...folder, exact: false }] : [];
  });
  return withoutWorkbook(places, lesson.slug);
}

/** The place that contains all others, as the root of a project contains its subfolders; undefined when none does. */
export function outermost(places: readonly Place[]): Place | undefined {
  const [only] = places;
  if (places.length === 1) return only;
  return places.find(
    (place) => place.exact && places.every((other) => other === place || isWithin(other.label, place.label)),
  );
}

/** Whether a path in a hand-in is below another one. */
export function isWithin(label: string, outer: string): boolean {
  return outer === "" || label.startsWith(`${outer}/`);
}

/** Whether it is another lesson of a workbook: most lessons have entries of the same name. */
function isInOtherLesson({ label }: FoundFolder, slug: string): boolean {
  const parts = label.split("/");
  return parts.some(
    (part, index) => part.startsWith("lesson-") && part !== slug && index > 0 && parts[index - 1] === "lessons",
  );
}

/** In a copy of the whole workbook, the learner's folder counts, and no other lesson, solution or test. */
function withoutWorkbook(places: readonly Place[], slug: string): Place[] {
  const own = places.flatMap(({ label }) =>
    label === `lessons/${slug}` || label.endsWith(`/lessons/${slug}`) ? [label] : [],
  );
  return places.filter(
    ({ label }) =>
      !own.some((lesson) => {
        const root = lesson.slice(0, -`lessons/${slug}`.length);
        const isOther = /^(?:lessons|solutions|checks|engine|packages|bench)\//.test(label.slice(root.length));
        return label !== lesson && label.startsWith(root) && isOther;
      }),
  );
}

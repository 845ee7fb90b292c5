import { hang, type Page } from "../text/layout.ts";
import { count } from "../text/phrases.ts";
import { shortened } from "../text/width.ts";
import type { LessonMark, WatchState } from "./watch-state.ts";

/** The least number of rows, even on a smaller screen. */
const FEWEST_ROWS = 3;

/** As many lessons of the course as fit, around the marked one. */
export function lessonListLines(page: Page, { course, marked }: WatchState, rows: number): string[] {
  const room = Math.max(FEWEST_ROWS, rows);
  const all = course.map((mark, index) => lessonLine(page, mark, index === marked));
  if (all.length <= room) return all;
  // Two of the rows say how many are above and below.
  const size = Math.max(1, room - 2);
  const from = Math.max(0, Math.min(marked - Math.floor(size / 2), all.length - size));
  const more = (number: number, where: string) => page.colors.dim(`  ... ${count(number, "lesson")} ${where}`);
  return [more(from, "above"), ...all.slice(from, from + size), more(all.length - from - size, "below")];
}

/** One lesson in one sentence, for screen readers. */
export function lessonSentence({ lesson, passed }: LessonMark): string {
  return `lesson ${lesson.number}, ${lesson.slug}, ${lesson.title}, ${statusOf({ lesson, passed })}`;
}

function lessonLine(page: Page, mark: LessonMark, isMarked: boolean): string {
  const { bold, dim, green } = page.colors;
  const status = statusOf(mark);
  const text = `${isMarked ? ">" : " "} ${status.padEnd(6)}  ${String(mark.lesson.number).padStart(2)}  ${mark.lesson.title}  ${mark.lesson.slug}`;
  const [line = ""] = hang(page, "", shortened(text, page.columns));
  if (isMarked) return bold(line);
  return mark.passed ? green(line) : mark.lesson.built ? line : dim(line);
}

function statusOf({ lesson, passed }: LessonMark): string {
  return passed ? "passed" : lesson.built ? "open" : "coming";
}

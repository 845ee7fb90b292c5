import { stat } from "node:fs/promises";
import path from "node:path";
import { lessonsOf, readCourse, type Lesson, type LessonDefinition } from "../../lesson.ts";
import { displayPath } from "../../state/display-path.ts";
import type { Workbook } from "../../workbook.ts";
import type { ConsoleOffers, LessonFile, LessonLink, LessonView } from "../api.ts";
import type { ProgressNews } from "../api-live.ts";
import type { Editor } from "../api.ts";
import { withFileLinks } from "../pages/file-links.ts";
import { renderedText } from "../pages/text-cache.ts";

export interface LessonViewInput {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly progress: ProgressNews;
  readonly editor: Editor["name"];
}

/** Everything that a lesson's page shows at first. */
export async function lessonView(input: LessonViewInput): Promise<LessonView> {
  const { workbook, lesson, definition, progress, editor } = input;
  const folder = displayPath(workbook.root, lesson.folder);
  const names = [...definition.edits, ...definition.given];
  const [text, files, course] = await Promise.all([
    renderedText(path.join(lesson.folder, "README.md"), { folder, files: names }, workbook.cache),
    Promise.all(names.map((name) => lessonFile(lesson, name, definition.edits.includes(name) ? "edit" : "given"))),
    readCourse(workbook),
  ]);
  const lessons = lessonsOf(workbook, course);
  const { exercises, quiz, hints, unlocked } = progress;
  return {
    slug: lesson.slug,
    title: lesson.title,
    number: lesson.number,
    part: lesson.part,
    html: withFileLinks(text.html, editor, workbook.root),
    headings: text.headings.filter(({ level }) => level >= 2),
    folder,
    // A reader on another machine could not open the folder.
    absoluteFolder: editor === "none" ? "" : lesson.folder,
    files,
    exercises,
    quiz,
    offers: consoleOffers(definition),
    hasCosts: definition.costs !== undefined,
    unlocked,
    hints,
    previous: linkTo(lessons[lesson.number - 2]),
    next: linkTo(lessons[lesson.number]),
  };
}

/** What the console offers; every transport when the lesson lists nothing. */
function consoleOffers({ requests, streams, messages }: LessonDefinition): ConsoleOffers {
  const listsNothing = [requests, streams, messages].every((listed = []) => listed.length === 0);
  const offered = <Item>(listed: readonly Item[] = []) => (listed.length > 0 || listsNothing ? listed : null);
  return { requests: offered(requests), streams: offered(streams), messages: offered(messages) };
}

async function lessonFile({ folder }: Lesson, name: string, role: LessonFile["role"]): Promise<LessonFile> {
  const found = await stat(path.join(folder, name)).catch(() => undefined);
  return { name, role, exists: found?.isFile() === true };
}

function linkTo(lesson: Lesson | undefined): LessonLink | null {
  return lesson === undefined ? null : { slug: lesson.slug, title: lesson.title, built: lesson.built };
}

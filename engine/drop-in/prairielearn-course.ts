/**
 * A course for PrairieLearn with a question for each lesson, which takes the files that learners edit and is graded by our image
 * ("Course configuration", "Question configuration" and "External grading" of its documentation).
 */
import { createHash } from "node:crypto";
import { escapeAttribute, escapeText } from "../text/escape-markup.ts";
import type { DropInRequest } from "./drop-in.ts";

/** Seconds. PrairieLearn's own default of 30 is less than a server that never answers takes. */
const TIMEOUT_S = 300;
const COLORS = ["blue2", "green2", "orange2", "purple2", "turquoise2", "red2"];
const ENTRYPOINT = "/grader/grade";

/** @param page fills in the page of a question */
export async function courseFiles(
  { course, lessons, image }: DropInRequest,
  page: (values: Readonly<Record<string, string>>) => Promise<string>,
): Promise<Map<string, string>> {
  const parts = [...new Set(lessons.map(({ lesson }) => lesson.part))];
  const files = new Map<string, string>();
  files.set(
    "course/infoCourse.json",
    json({
      uuid: uuidOf(course, ""),
      name: course,
      title: course,
      topics: parts.map((name, index) => ({ name, color: COLORS[index % COLORS.length] })),
    }),
  );
  for (const { lesson, definition } of lessons) {
    const { slug, title, part } = lesson;
    const folder = `course/questions/${slug}`;
    files.set(
      `${folder}/info.json`,
      json({
        uuid: uuidOf(course, slug),
        type: "v3",
        title,
        topic: part,
        singleVariant: true,
        showCorrectAnswer: false,
        gradingMethod: "External",
        externalGradingOptions: { enabled: true, image, entrypoint: [ENTRYPOINT, slug], timeout: TIMEOUT_S },
      }),
    );
    const TITLE = escapeText(title);
    const FILES = escapeAttribute(definition.edits.join(", "));
    files.set(`${folder}/question.html`, await page({ TITLE, FILES }));
  }
  return files;
}

/** The same for the same lesson, so that a question that is written again is the one that PrairieLearn knows (RFC 9562, version 8). */
function uuidOf(course: string, lesson: string): string {
  const digits = createHash("sha256").update(`${course}\n${lesson}`).digest("hex");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

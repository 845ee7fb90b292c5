import { courseProgress, type LessonSummary } from "../../state/course-progress.ts";
import { displayPath } from "../../state/display-path.ts";
import { createColors } from "../../terminal-codes.ts";
import { count } from "../../text/phrases.ts";
import { minutesLeftIn, timeNeeded } from "../../text/time-needed.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand } from "../command.ts";
import { printNotices } from "../notices.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run progress";
/** The longest status, for example `passed` or `0 of 3`. */
const STATUS_WIDTH = 6;

export const command = defineCommand({
  name: "progress",
  usage,
  summary: "the course as a map: what is done, what is left, what comes next",
  flags: {},
  async run({ words }, context) {
    refuseExtraWords(words, 0, usage);
    const { workbook, stdout } = context;
    const state = await courseProgress(workbook);
    printNotices(state, context);
    const { course, lessons } = state;
    const colors = createColors(context.color);
    const upNext = nextOf(lessons);
    const width = (text: (summary: LessonSummary) => string) =>
      Math.max(0, ...lessons.map((each) => text(each).length));
    const titleWidth = width(({ lesson }) => lesson.title);
    const slugWidth = width(({ lesson }) => lesson.slug);
    const lines = [colors.bold(course.title)];
    let part: string | undefined;
    for (const summary of lessons) {
      const { lesson, status } = summary;
      if (lesson.part !== part) {
        part = lesson.part;
        lines.push("", `${part}${leftInPart(lessons.filter((each) => each.lesson.part === part))}`);
      }
      const shade = status === "passed" ? colors.green : status === "coming" ? colors.dim : String;
      const row = [
        `${summary === upNext ? ">" : " "} ${shade(statusOf(summary).padEnd(STATUS_WIDTH))}`,
        String(lesson.number).padStart(2),
        lesson.title.padEnd(titleWidth),
        lesson.slug.padEnd(slugWidth),
        remarkOf(summary),
      ];
      lines.push(row.join("  ").trimEnd());
    }
    lines.push("", ...totals(lessons), nextStep(workbook, lessons, upNext));
    stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
});

/** How many of a part's built lessons have passed, and the minutes left in them. */
function leftInPart(lessons: readonly LessonSummary[]): string {
  const built = lessons.filter(({ status }) => status !== "coming");
  if (built.length === 0) return "";
  const passed = built.filter(({ status }) => status === "passed").length;
  const minutes = minutesLeftIn(built);
  return `  ${passed} of ${built.length} passed${minutes === 0 ? "" : `, ${timeNeeded(minutes)} left`}`;
}

function statusOf({ status, passed, exercises }: LessonSummary): string {
  return status === "open" ? `${passed} of ${exercises}` : status;
}

/** The minutes left, or what else is left. */
function remarkOf({ status, passed, exercises, question, minutesLeft }: LessonSummary): string {
  if (status === "passed") return question === "open" ? "question open" : "";
  if (status === "open" && passed === exercises) return "not yet all in one run";
  return minutesLeft === 0 ? "" : timeNeeded(minutesLeft);
}

function totals(lessons: readonly LessonSummary[]): string[] {
  const built = lessons.filter(({ status }) => status !== "coming");
  const passedLessons = built.filter(({ status }) => status === "passed").length;
  const passed = built.reduce((sum, summary) => sum + summary.passed, 0);
  const exercises = built.reduce((sum, summary) => sum + summary.exercises, 0);
  const answered = built.filter(({ question }) => question === "right").length;
  const open = built.filter(({ question }) => question === "open").length;
  const coming = lessons.length - built.length;
  const minutes = minutesLeftIn(built);
  const left = [
    count(built.length - passedLessons, "lesson"),
    count(exercises - passed, "exercise"),
    count(open, "question"),
  ].join(", ");
  return [
    `done  ${count(passedLessons, "lesson")}, ${count(passed, "exercise")}, ${count(answered, "question")}`,
    `left  ${left}${minutes === 0 ? "" : `, about ${timeNeeded(minutes)}`}${coming === 0 ? "" : `; ${count(coming, "lesson")} coming`}`,
  ];
}

/** The first lesson with something to do: its exercises or its question. */
function nextOf(lessons: readonly LessonSummary[]): LessonSummary | undefined {
  return lessons.find(({ status, question }) => status === "open" || (status === "passed" && question === "open"));
}

function nextStep(workbook: Workbook, lessons: readonly LessonSummary[], upNext: LessonSummary | undefined): string {
  if (upNext === undefined)
    return lessons.every(({ status }) => status === "coming")
      ? "next  no lesson is built yet"
      : lessons.some(({ status }) => status === "coming")
        ? "next  everything that is built is done"
        : "next  nothing: the course is done";
  const { lesson, status, passed } = upNext;
  if (status === "passed") return `next  npm run quiz ${lesson.slug}`;
  if (passed > 0) return `next  npm run check ${lesson.slug}, and npm run hint ${lesson.slug} when stuck`;
  return `next  read ${displayPath(workbook.root, lesson.folder)}/README.md, then npm run check ${lesson.slug}`;
}

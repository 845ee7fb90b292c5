import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { lessonProgress, readProgress, type LessonProgress } from "../../state/progress.ts";
import { displayPath } from "../../state/display-path.ts";
import { createColors } from "../../terminal-codes.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand } from "../command.ts";
import { printNotices } from "../notices.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run progress";

interface Row {
  readonly lesson: Lesson;
  readonly progress: LessonProgress;
  readonly passed: number;
  /** Exercises of the lesson; 0 when it is not built. */
  readonly exercises: number;
}

export const command = defineCommand({
  name: "progress",
  usage,
  summary: "lessons and exercises, done and left",
  flags: {},
  async run({ words }, context) {
    refuseExtraWords(words, 0, usage);
    const { workbook, stdout } = context;
    const course = await readCourse(workbook);
    const state = await readProgress(workbook);
    printNotices(state, context);
    const rows = await Promise.all(
      lessonsOf(workbook, course).map((lesson) => rowOf(workbook, lesson, lessonProgress(state.progress, lesson.slug))),
    );
    const colors = createColors(context.color);
    const lines = [colors.bold(course.title)];
    const titleWidth = Math.max(0, ...rows.map((row) => row.lesson.title.length));
    let part = "";
    for (const row of rows) {
      if (row.lesson.part !== part) lines.push("", (part = row.lesson.part));
      const status = statusOf(row).padEnd(8);
      const shade = row.progress.passedAt !== undefined ? colors.green : row.lesson.built ? String : colors.dim;
      const remark = remarkOf(row);
      lines.push(
        `  ${shade(status)}  ${String(row.lesson.number).padStart(2)}  ${row.lesson.title.padEnd(titleWidth)}  ${row.lesson.slug}${remark === "" ? "" : `  (${remark})`}`,
      );
    }
    lines.push("", ...totals(rows), nextStep(workbook, rows));
    stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
});

async function rowOf(workbook: Workbook, lesson: Lesson, progress: LessonProgress): Promise<Row> {
  if (!lesson.built) return { lesson, progress, passed: 0, exercises: 0 };
  const { exercises } = await loadDefinition(workbook, lesson);
  const passed = exercises.filter((exercise) => progress.exercises[exercise.id] !== undefined).length;
  return { lesson, progress, passed, exercises: exercises.length };
}

function statusOf({ lesson, progress, passed, exercises }: Row): string {
  if (!lesson.built) return "coming";
  return progress.passedAt !== undefined ? "passed" : `${passed} of ${exercises}`;
}

function remarkOf({ lesson, progress, passed, exercises }: Row): string {
  if (!lesson.built) return "";
  if (progress.passedAt === undefined) return passed === exercises ? "not yet all in one run" : "";
  return progress.quiz?.rightAt === undefined ? "its question is open" : "";
}

function totals(rows: readonly Row[]): string[] {
  const built = rows.filter((row) => row.lesson.built);
  const passedLessons = built.filter((row) => row.progress.passedAt !== undefined).length;
  const passed = built.reduce((sum, row) => sum + row.passed, 0);
  const exercises = built.reduce((sum, row) => sum + row.exercises, 0);
  const answered = built.filter((row) => row.progress.quiz?.rightAt !== undefined).length;
  return [
    `done  ${count(passedLessons, "lesson")}, ${count(passed, "exercise")}, ${count(answered, "question")}`,
    `left  ${count(built.length - passedLessons, "lesson")}, ${count(exercises - passed, "exercise")}, ${count(built.length - answered, "question")}; ${count(rows.length - built.length, "lesson")} coming`,
  ];
}

function nextStep(workbook: Workbook, rows: readonly Row[]): string {
  const built = rows.filter((row) => row.lesson.built);
  const unfinished = built.find(
    (row) => row.progress.passedAt === undefined || row.progress.quiz?.rightAt === undefined,
  );
  if (unfinished === undefined)
    return built.length === 0 ? "next  no lesson is built yet" : "next  everything that is built is done";
  const { lesson, progress, passed } = unfinished;
  if (progress.passedAt !== undefined) return `next  npm run quiz ${lesson.slug}`;
  if (passed > 0) return `next  npm run check ${lesson.slug}, and npm run hint ${lesson.slug} when stuck`;
  return `next  read ${displayPath(workbook.root, lesson.folder)}/README.md, then npm run check ${lesson.slug}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

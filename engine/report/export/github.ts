import type { Verdict } from "../../verdict.ts";
import { annotations, classAnnotations } from "./github-annotations.ts";
import { classroomNotices } from "./github-classroom.ts";
import { guarded } from "./github-command.ts";
import type { Graded } from "./student.ts";
import { classLines } from "./score-text.ts";
import { verdictText } from "./words.ts";

const DETAIL_CHARACTERS = 2_000;

/**
 * The output of a step of GitHub Actions: the verdict as guarded text, then annotations, then the notices that GitHub
 * Classroom reads.
 * @param token see `guarded`
 */
export function github(verdict: Verdict, token: string): string {
  return `${[guarded(verdictText(verdict, DETAIL_CHARACTERS), token), ...annotations(verdict), ...classroomNotices(verdict)].join("\n")}\n`;
}

/**
 * The same for a class: one line per student, and annotations for submissions that could not be run or graded. Failed
 * checks get no annotation, and no points are reported, because the run does not belong to a single student.
 */
export function githubClass(results: readonly Graded[], token: string): string {
  return `${[guarded(classLines(results), token), ...classAnnotations(results)].join("\n")}\n`;
}

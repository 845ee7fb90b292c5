import type { Verdict } from "../../verdict.ts";
import { annotations, classAnnotations } from "./github-annotations.ts";
import { classroomNotices } from "./github-classroom.ts";
import { guarded } from "./github-command.ts";
import type { Graded } from "./student.ts";
import { classLines, verdictText } from "./words.ts";

const DETAIL_CHARACTERS = 2_000;

/**
 * What a step of GitHub Actions prints: the verdict as text in which no command is obeyed, then annotations, then the
 * notices that GitHub Classroom reads.
 * @param token see `guarded`
 */
export function github(verdict: Verdict, token: string): string {
  return `${[guarded(verdictText(verdict, DETAIL_CHARACTERS), token), ...annotations(verdict), ...classroomNotices(verdict)].join("\n")}\n`;
}

/**
 * The same for a class: a line for each student, and annotations for those who could not be graded. Who failed a check
 * is no news to whoever watches the run; no points are reported, since the run belongs to nobody in particular.
 */
export function githubClass(results: readonly Graded[], token: string): string {
  return `${[guarded(classLines(results), token), ...classAnnotations(results)].join("\n")}\n`;
}

import type { Verdict } from "../../verdict.ts";
import { annotations } from "./github-annotations.ts";
import { classroomNotices } from "./github-classroom.ts";
import { guarded } from "./github-command.ts";
import { verdictText } from "./words.ts";

const DETAIL_CHARACTERS = 2_000;

/**
 * What a step of GitHub Actions prints: the verdict as text in which no command is obeyed, then annotations, then the
 * notices that GitHub Classroom reads.
 * @param token see `guarded`
 */
export function github(verdict: Verdict, token: string): string {
  return `${[guarded(verdictText(verdict, DETAIL_CHARACTERS), token), ...annotations(verdict), ...classroomNotices(verdict)].join("\n")}\n`;
}

import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { recordVerdict, type WithNotices } from "./progress.ts";
import { saveRun } from "./runs.ts";

/**
 * Saves a run, and the exercises that the learner passed in it. Never throws: a failure to save becomes a notice,
 * because the verdict is valid without it.
 * @param exerciseIds all exercises of the lesson
 * @param isLearner whether the learner's own folder was graded: only that is progress
 */
export async function saveVerdict(
  workbook: Workbook,
  verdict: Verdict,
  exerciseIds: readonly number[],
  isLearner: boolean,
): Promise<WithNotices> {
  const saved = await saveRun(workbook, verdict);
  const recorded = isLearner ? await recordVerdict(workbook, verdict, exerciseIds) : { notices: [] };
  return { notices: [...saved.notices, ...recorded.notices] };
}

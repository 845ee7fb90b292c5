import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { recordVerdict, type WithNotices } from "./progress.ts";
import { saveRun } from "./runs.ts";

/**
 * Remembers a run: what it found, and what the learner has passed by it. Never throws; what goes wrong is a notice,
 * because the verdict stands without it.
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

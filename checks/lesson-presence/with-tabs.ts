/** Checks about users with several tabs: where one fails, the end of each tab is looked at. */
import { explained, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { whichTabCounts } from "./which-tab.ts";

/** Runs such a check. Where a user is taken for gone, or is not, more is asked about which tab decides that. */
export async function withTabs(tools: Tools, conversation: (tools: Tools) => Promise<void>): Promise<void> {
  await explained(
    () => conversation(tools),
    () => whichTabCounts(tools),
    failures["wrong-list"],
    failures["tab-closed-announced"],
    failures["departure-not-told"],
    failures["departure-not-noticed"],
  );
}

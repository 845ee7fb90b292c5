/** What the learner's poller is graded by besides its requests: the lines that it printed. */
import { CheckFailure, type Program } from "#kit";
import { failures } from "./failures.ts";

/** Fails unless each of these titles was printed once. */
export function expectPrintedOnce(poller: Program, titles: readonly string[]): void {
  for (const title of titles) expectPrinted(poller, title, 1);
}

/** Fails unless this title was printed so many times: once for each change that brought it. */
export function expectPrinted(poller: Program, title: string, times: 1 | 2): void {
  const lines = poller.lines.filter(({ stream, text }) => stream === "stdout" && text.includes(title)).length;
  if (lines === times) return;
  const changes = times === 1 ? "a change of the title to" : "two changes of a task, both with the title";
  throw new CheckFailure({
    code: failures[codeOfLines(lines, times)],
    sent: `${changes} ${JSON.stringify(title)}, and others after it`,
    expected: times === 1 ? "1 line with it" : "2 lines with it",
    received: lines > 0 ? `${lines} of them` : "none, though the last of the changes was printed",
  });
}

function codeOfLines(lines: number, times: number): keyof typeof failures {
  if (lines > times) return "change-printed-again";
  return lines === 0 ? "change-not-printed" : "second-change-not-printed";
}

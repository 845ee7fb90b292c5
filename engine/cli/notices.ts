import type { WithNotices } from "../state/progress.ts";
import type { Context } from "./command.ts";

/** Prints what the workbook noticed about its own files, one line each, where it disturbs no output. */
export function printNotices({ notices }: WithNotices, context: Context): void {
  for (const notice of notices) context.stderr.write(`note: ${notice}\n`);
}

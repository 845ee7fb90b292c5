import type { WithNotices } from "../state/progress.ts";
import type { Context } from "./command.ts";

/** Prints notices about the workbook's own files, one line each, on standard error. */
export function printNotices({ notices }: WithNotices, context: Context): void {
  for (const notice of notices) context.stderr.write(`note: ${notice}\n`);
}

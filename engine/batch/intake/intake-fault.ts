import { fileSystemCode, isMachineFault, isRefusedName } from "../../grade/machine-fault.ts";
import { unreadable } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";
import { shownName } from "./entry-path.ts";

/**
 * Turns an unexpected error into the reason why a submission could not be read. Files that the file system cannot read
 * are the submission's fault; anything else (a full disk, a missing temporary folder, a bug of ours) is a grader error
 * and costs no points.
 * @param name of the submission's folder or archive
 * @param scratch absolute path of the folder that archives are unpacked into
 */
export function intakeFault(error: unknown, name: string, scratch: string): Reason {
  const code = fileSystemCode(error);
  const message = error instanceof Error ? error.message : String(error);
  const isOurPlace = (error as NodeJS.ErrnoException).path?.startsWith(scratch) === true && !isRefusedName(error);
  const isTheirs = code !== undefined && !isMachineFault(error) && !isOurPlace;
  if (isTheirs) return unreadable(shownName(name), `${shownName(name)} cannot be read (${code})`).reason;
  return {
    code: "grader-error",
    message: `the workbook itself failed: ${shownName(name)} could not be taken in (${code ?? message.split("\n", 1)[0]})`,
  };
}

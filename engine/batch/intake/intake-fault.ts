import { fileSystemCode, isMachineFault, isRefusedName } from "../../grade/machine-fault.ts";
import { unreadable } from "../../grade/submitted-files.ts";
import type { Reason } from "../../verdict.ts";
import { shownName } from "./entry-path.ts";

/**
 * Why a submission could not be taken in, from an error that no limit or check foresaw. A file system that cannot read
 * what was handed in refuses that submission; everything else (a full disk, a temporary folder that is gone, a mistake of
 * ours) is the workbook's failure, and nobody's zero.
 * @param name of what was handed in
 * @param scratch absolute path of the folder that is unpacked into
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

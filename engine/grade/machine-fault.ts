/** The machine is out of something: memory, disk, file descriptors. Such an error says nothing about the file it names. */
const MACHINE_CODES: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EDQUOT", "EROFS"]);

/** Whether an error of the file system is caused by the machine rather than by the file it occurred at. */
export function isMachineFault(error: unknown): boolean {
  return MACHINE_CODES.has((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** Our folder may accept fewer names than the one they come from: only shorter ones, or one of two that differ in case. */
const NAME_CODES: ReadonlySet<string> = new Set(["EEXIST", "EILSEQ", "EINVAL", "ENAMETOOLONG"]);

/** Whether a file could not be written because of its name. */
export function isRefusedName(error: unknown): boolean {
  return NAME_CODES.has((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** The code of an error that the file system reported, for example `EACCES`; undefined for any other error. */
export function fileSystemCode(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall === undefined ? undefined : code;
}

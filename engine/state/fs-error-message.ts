/** An error of the file system as a short phrase for people. */
export function fsErrorMessage(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "none";
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EROFS":
      return "the disk is read-only";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EEXIST":
    case "ENOTDIR":
    case "EISDIR":
      return "something else is in its place";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

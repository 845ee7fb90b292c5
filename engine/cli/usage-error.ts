/** The command line asked for something that does not exist or cannot be done. Printed as it is, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
  /** What to type instead, as a sentence. */
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}

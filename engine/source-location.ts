/** A place in a submission. Types with an optional location, such as failures, extend `Partial<SourceLocation>`. */
export interface SourceLocation {
  /** Relative to the submission. */
  readonly file: string;
  /** 1-based, when known. */
  readonly line?: number;
  /** 1-based, when known. */
  readonly column?: number;
}

/** The location in a failure or a reason, or undefined. */
export function locationIn({ file, line, column }: Partial<SourceLocation>): SourceLocation | undefined {
  if (file === undefined) return undefined;
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

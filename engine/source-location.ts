/** A place in a submission. What may name one (a failure, a reason) extends `Partial<SourceLocation>`: nothing, or a file. */
export interface SourceLocation {
  /** Relative to the submission. */
  readonly file: string;
  /** 1-based, when known. */
  readonly line?: number;
  /** 1-based, when known. */
  readonly column?: number;
}

/** The place that a failure or a reason names, or undefined. */
export function locationIn({ file, line, column }: Partial<SourceLocation>): SourceLocation | undefined {
  if (file === undefined) return undefined;
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

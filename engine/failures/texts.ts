/** The sentences of a definition that fit what was observed. */
import type { FailureDefinition, HintTexts, StatusTexts } from "./definition.ts";

/** What was observed, as far as it decides what is said. */
export interface Circumstances {
  /** The error that ended a process says more than the code. */
  readonly received?: string;
  /** The HTTP status that came. */
  readonly status?: number | undefined;
}

/** The probable cause, as one sentence part without a full stop. */
export function causeOf(definition: FailureDefinition, { received = "", status }: Circumstances = {}): string {
  const error = definition.causeByError?.find(([pattern]) => pattern.test(received));
  return error?.[1] ?? textsFor(definition, status).cause ?? definition.cause;
}

/** What is better said when this HTTP status came; empty for a status without an entry, and for none. */
export function textsFor({ byStatus }: HintTexts, status: number | undefined): StatusTexts {
  if (byStatus === undefined || status === undefined) return {};
  const byHundred: Readonly<Record<string, StatusTexts>> = byStatus;
  return byHundred[status] ?? byHundred[`${Math.floor(status / 100)}xx`] ?? {};
}

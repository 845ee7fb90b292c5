/** Chooses the texts of a definition that fit the observation. */
import type { FailureDefinition, HintTexts, StatusTexts } from "./definition.ts";

/** The parts of an observation that decide between texts. */
export interface Circumstances {
  /** May contain the error that ended a process. */
  readonly received?: string;
  /** The HTTP status received. */
  readonly status?: number | undefined;
}

/** The probable cause, as one sentence part without a full stop. */
export function causeOf(definition: FailureDefinition, { received = "", status }: Circumstances = {}): string {
  const error = definition.causeByError?.find(([pattern]) => pattern.test(received));
  return error?.[1] ?? textsFor(definition, status).cause ?? definition.cause;
}

/** The texts for this HTTP status; empty for a status without an entry, and without a status. */
export function textsFor({ byStatus }: HintTexts, status: number | undefined): StatusTexts {
  if (byStatus === undefined || status === undefined) return {};
  const byHundred: Readonly<Record<string, StatusTexts>> = byStatus;
  return byHundred[status] ?? byHundred[`${Math.floor(status / 100)}xx`] ?? {};
}

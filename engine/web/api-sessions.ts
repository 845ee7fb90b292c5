/** Conversations of the console that were kept, and held again. */
import type { Row } from "../compare/row.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Reason } from "../verdict.ts";
import type { ConsoleEvent } from "./api-console.ts";

export interface SessionSummary {
  readonly id: string;
  /** Given by the reader. */
  readonly name: string;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly events: number;
  readonly clients: number;
}

export interface SavedSession extends SessionSummary {
  readonly transcript: readonly ConsoleEvent[];
}

export interface Replay {
  readonly against: "mine" | "solution";
  /** What went over the wire this time; empty with a reason. */
  readonly transcript: readonly TranscriptEvent[];
  /** Client by client: `reference` is what was saved, `submission` is this time. */
  readonly peers: readonly { readonly peer: string; readonly rows: readonly Row[] }[];
  /** How many rows are a difference that counts. */
  readonly differences: number;
  /** Why no server could be started. */
  readonly reason: Reason | null;
}

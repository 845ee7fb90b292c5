/** Saved conversations of the console and their replays. */
import type { Row } from "../compare/row.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Reason } from "../verdict.ts";
import type { ConsoleEvent } from "./api-console.ts";

export interface ConversationSummary {
  readonly id: string;
  /** The name that the reader gave it. */
  readonly name: string;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly events: number;
  readonly clients: number;
}

export interface SavedConversation extends ConversationSummary {
  readonly transcript: readonly ConsoleEvent[];
}

export interface Replay {
  readonly against: "mine" | "solution";
  /** The transcript of the replay; empty with a reason. */
  readonly transcript: readonly TranscriptEvent[];
  /** By client: `reference` is the saved conversation, `submission` the replay. */
  readonly peers: readonly { readonly peer: string; readonly rows: readonly Row[] }[];
  /** The number of rows that are differences. */
  readonly differences: number;
  /** Why no server could be started. */
  readonly reason: Reason | null;
}

import type { TranscriptEvent, TranscriptKind } from "../../transcript-event.ts";

/** An event of one kind, as the transcript holds it. */
export type EventOf<Kind extends TranscriptKind> = Extract<TranscriptEvent, { readonly kind: Kind }>;

/** How the events of one kind read: in the terminal, in the picture, in the table and beside another conversation. */
export interface EventKind<Event> {
  /** What precedes the text, for example `binary, `. */
  readonly before?: (event: Event) => string;
  /** What is shown when the text is empty. */
  readonly empty?: string;
  /** Whether the text is what travelled: it is shortened, with its size, and its wording counts. @default false */
  readonly isPayload?: boolean;
  /** When two conversations are compared, events of different groups are never put beside each other. */
  readonly group: string;
  /** The sign in the picture for an event that goes neither way. @default "note" */
  readonly sign?: "close" | "error" | "exit";
}

/** The descriptions of some kinds. */
export type EventKindsOf<Kind extends TranscriptKind> = { readonly [K in Kind]: EventKind<EventOf<K>> };

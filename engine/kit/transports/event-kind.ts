import type { TranscriptEvent, TranscriptKind } from "../../transcript-event.ts";

/** A transcript event of one kind. */
export type EventOf<Kind extends TranscriptKind> = Extract<TranscriptEvent, { readonly kind: Kind }>;

/** How events of one kind are shown in the terminal, the diagram, the table, and beside another conversation. */
export interface EventKind<Event> {
  /** What precedes the text, for example `binary, `. */
  readonly before?: (event: Event) => string;
  /** What is shown when the text is empty. */
  readonly empty?: string;
  /** Whether the text was sent over the wire: then it is shown with its size, and its wording is compared. @default false */
  readonly isPayload?: boolean;
  /** When two conversations are compared, events of different groups are never put beside each other. */
  readonly group: string;
  /** The sign in the diagram for an event without a direction. @default "note" */
  readonly sign?: "close" | "error" | "exit" | "network";
}

/** The descriptions of some kinds. */
export type EventKindsOf<Kind extends TranscriptKind> = { readonly [K in Kind]: EventKind<EventOf<K>> };

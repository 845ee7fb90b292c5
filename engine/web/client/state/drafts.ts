/** What was typed about submissions and is not saved yet: kept while the page is open, because the next one is a key away. */
import { signal } from "@preact/signals";
import type { Override } from "../../api.ts";

/** What was typed, as text. */
export interface Typed {
  readonly points: string;
  readonly excused: boolean;
  readonly comment: string;
  readonly by: string;
}

export interface Draft {
  readonly typed: Typed;
  /** What was decided when the typing began. */
  readonly before: Override | null;
}

const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

/** @param id of the line */
export function draftOf(id: string): Draft | undefined {
  return drafts.value.get(id);
}

/** Undefined forgets it. @param id of the line */
export function keepDraft(id: string, draft: Draft | undefined): void {
  const next = new Map(drafts.peek());
  if (draft === undefined) next.delete(id);
  else next.set(id, draft);
  drafts.value = next;
}

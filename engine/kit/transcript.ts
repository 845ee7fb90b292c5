import { performance } from "node:perf_hooks";
import type { NewEvent, TranscriptEvent } from "../transcript-event.ts";
import { SHOWN_CHARACTERS, TRANSCRIPT_FIRST, TRANSCRIPT_LAST } from "./limits.ts";

/** The ordered record of what went over the wire in one check. Keeps the first and the last events of a flood. */
export class Transcript {
  readonly #startedAt = performance.now();
  readonly #first: TranscriptEvent[] = [];
  readonly #last: TranscriptEvent[] = [];
  #left = 0;

  /** Records one event and returns it as recorded: `text` is shortened; `at` is in milliseconds since the check began. */
  add(event: NewEvent): TranscriptEvent {
    const entry: TranscriptEvent = { at: this.now(), ...event, text: shorten(event.text) };
    if (this.#last.length === 0 && this.#first.length < TRANSCRIPT_FIRST) {
      this.#first.push(entry);
      return entry;
    }
    this.#last.push(entry);
    // Removing events in batches keeps the cost of a flood linear.
    if (this.#last.length >= TRANSCRIPT_LAST * 2) this.#left += this.#last.splice(0, TRANSCRIPT_LAST).length;
    return entry;
  }

  /** Milliseconds since the check began, to a tenth. @param time on the clock of `performance.now()` @default now */
  now(time: number = performance.now()): number {
    return Math.round((time - this.#startedAt) * 10) / 10;
  }

  /**
   * Replaces these events by `into`, at the place and time of the first: an answer that began like a stream and was complete
   * a moment later becomes one event. Returns the event as recorded.
   */
  fold(events: readonly TranscriptEvent[], into: NewEvent): TranscriptEvent {
    const entry: TranscriptEvent = { at: events[0]?.at ?? this.now(), ...into, text: shorten(into.text) };
    for (const [index, event] of events.entries())
      for (const kept of [this.#first, this.#last]) {
        const place = kept.indexOf(event);
        if (place !== -1) kept.splice(place, 1, ...(index === 0 ? [entry] : []));
      }
    return entry;
  }

  events(): TranscriptEvent[] {
    const surplus = Math.max(0, this.#last.length - TRANSCRIPT_LAST);
    const left = this.#left + surplus;
    const last = this.#last.slice(surplus);
    if (left === 0 || last[0] === undefined) return [...this.#first, ...last];
    const text = `${left} more events`;
    const gap: TranscriptEvent = { at: last[0].at, peer: "", dir: "none", kind: "gap", left, text };
    return [...this.#first, gap, ...last];
  }
}

/** The beginning of a text, with a note of how much was left out. */
export function shorten(text: string, limit: number = SHOWN_CHARACTERS): string {
  return text.length <= limit ? text : text.slice(0, limit) + cutMark(text.length);
}

/** What stands in place of the rest of a text of this length, of which only the beginning is kept. */
export function cutMark(length: number): string {
  return `… (${length} characters)`;
}

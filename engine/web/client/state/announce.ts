import { signal } from "@preact/signals";

/** What the live region of the page says. */
export const announcement = signal("");

/** Tells people who do not look at the screen. The same sentence twice is told twice. */
export function announce(sentence: string): void {
  announcement.value = announcement.value === sentence ? `${sentence} ` : sentence;
}

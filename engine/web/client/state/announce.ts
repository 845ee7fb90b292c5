import { signal, type Signal } from "@preact/signals";

/** What the live regions of the page say: results stand apart, so that no remark that follows takes their place. */
export const results = signal("");
export const remarks = signal("");

/** Tells a result of the grading to people who do not look at the screen. */
export function announceResult(sentence: string): void {
  say(results, sentence);
}

/** Tells anything else that happened. */
export function announce(sentence: string): void {
  say(remarks, sentence);
}

/** The same sentence twice is told twice. */
function say(region: Signal<string>, sentence: string): void {
  region.value = region.value === sentence ? `${sentence} ` : sentence;
}

import { signal, type Signal } from "@preact/signals";

/** The texts of the page's two live regions. Results have their own, so that a remark does not replace them. */
export const results = signal("");
export const remarks = signal("");

/** Announces a grading result to screen readers. */
export function announceResult(sentence: string): void {
  say(results, sentence);
}

/** Announces anything else to screen readers. */
export function announce(sentence: string): void {
  say(remarks, sentence);
}

/** A repeated sentence gets a trailing space, because an unchanged text would not be announced. */
function say(region: Signal<string>, sentence: string): void {
  region.value = region.value === sentence ? `${sentence} ` : sentence;
}

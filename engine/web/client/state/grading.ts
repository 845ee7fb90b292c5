/** What the reader can ask of the grading: another run, one exercise alone, the same random input again, a hint. */
import { action } from "./action.ts";
import { announce } from "./announce.ts";
import { ask } from "./ask.ts";
import { lesson } from "./page.ts";
import { live } from "./live.ts";

export const running = action();
export const hinting = action();
const pinning = action();

/** Grades again, or one exercise alone. */
export function runAgain(slug: string, exercise?: number): void {
  void running.run(() =>
    ask("POST /api/lessons/:slug/run", { at: { slug }, body: exercise === undefined ? {} : { exercise } }),
  );
}

/** Every run from now on takes its random input from `seed`; null draws a fresh one each time. */
export function pinSeed(slug: string, seed: number | null): void {
  void pinning.run(async () => {
    const answer = await ask("POST /api/lessons/:slug/seed", { at: { slug }, body: { seed } });
    live.value = { ...live.value, seed: answer.seed };
    announce(answer.seed === null ? "Every run draws a fresh seed" : `Seed ${answer.seed} is pinned`);
  });
}

/** Takes the next hint for an exercise. */
export function takeHint(slug: string, exercise: number): void {
  void hinting.run(async () => {
    const hint = await ask("POST /api/lessons/:slug/hint", { at: { slug }, body: { exercise } });
    announce(hint.paragraphs.join(" "));
    const current = lesson.value;
    // The same news comes over the stream, to every tab; whichever is first.
    if (current?.slug !== slug || hint.repeated) return;
    const others = current.hints.filter(({ level, checkId }) => level !== hint.level && checkId === hint.checkId);
    lesson.value = { ...current, hints: [...others, hint].toSorted((a, b) => a.level - b.level) };
  });
}

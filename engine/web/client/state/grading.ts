/** The reader's actions on the grading: another run, a single exercise, the pinned seed, a hint. */
import { action } from "./action.ts";
import { announce } from "./announce.ts";
import { ask } from "./ask.ts";
import { lesson } from "./page.ts";
import { live } from "./live.ts";

export const running = action();
export const hinting = action();
const pinning = action();

/** Grades again, all exercises or a single one. */
export function runAgain(slug: string, exercise?: number): void {
  void running.run(() =>
    ask("POST /api/lessons/:slug/run", { at: { slug }, body: exercise === undefined ? {} : { exercise } }),
  );
}

/** Uses `seed` for all further runs; null for a random one each time. */
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
    // All tabs also get this from the event stream, which may have been faster.
    if (current?.slug !== slug || hint.repeated) return;
    const others = current.hints.filter(({ level, checkId }) => level !== hint.level && checkId === hint.checkId);
    lesson.value = { ...current, hints: [...others, hint].toSorted((a, b) => a.level - b.level) };
  });
}

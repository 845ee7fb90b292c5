import { randomFor } from "../kit/random.ts";
import type { Lesson } from "../lesson.ts";
import type { Subject } from "./subjects.ts";

/**
 * The solution for every second lesson, and one of the other servers for the rest. The seed and the lesson's number decide which
 * lessons these are; of which kind the server is, and which one of these, is drawn, so that each can be. All servers of eighteen
 * lessons take longer than the tests may.
 */
export function sampleOf(
  subjects: readonly Subject[],
  seed: number,
  { number, slug }: Pick<Lesson, "number" | "slug">,
): Subject[] {
  if ((seed + number) % 2 === 0) return subjects.filter((subject) => kindOf(subject) === SOLUTION);
  const others = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const kind = kindOf(subject);
    if (kind !== SOLUTION) others.set(kind, [...(others.get(kind) ?? []), subject]);
  }
  const random = randomFor(seed, `sample ${slug}`);
  return [random.pick(random.pick([...others.values()]))];
}

const SOLUTION = "passes";

/** Only the solution must pass the stretch probes as well. */
function kindOf({ promised }: Subject): string {
  return promised.kind === "passes" && !promised.stretch ? "variant" : promised.kind;
}

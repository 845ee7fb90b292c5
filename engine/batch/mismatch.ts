/** What the class list and the submissions disagree about, and how to settle it. */
import { listOf } from "../text/suggest.ts";
import { downloadName } from "./intake/download-name.ts";
import { nearestNames } from "./intake/find-student.ts";
import type { RosterMatch } from "./intake/match-roster.ts";

/** How many names a remark lists before it counts the rest. */
const NAMED = 12;

/** One sentence for each side, with the nearest candidates of the other, and one that says how to settle it. */
export function mismatchRemarks({ unowned, missing }: RosterMatch, handedIn: readonly string[]): string[] {
  const strangers = unowned.filter((name) => handedIn.includes(name));
  if (strangers.length === 0) return [];
  const students = missing.map(({ id, name, email }) => ({
    text: name === undefined || name === id ? id : `${name}, ${id}`,
    names: [name, email?.split("@", 1)[0], id].filter((one) => one !== undefined),
  }));
  const submissions = strangers.map((name) => ({ text: name, names: [downloadName(name)?.person ?? name] }));
  // Every name is compared with all of the other side, so only those that are shown are.
  const near = strangers.map((name, index) => (index < NAMED ? withNearest(name, nearestNames(name, students)) : name));
  const absent: string[] = [];
  for (const { text, names } of students) {
    const nearest = nearestNames(names[0] ?? text, submissions);
    if (nearest.length > 0) absent.push(withNearest(text, nearest));
    if (absent.length === NAMED) break;
  }
  return [
    `Not in the roster: ${some(near)}.`,
    ...(absent.length === 0 ? [] : [`In the roster, with a submission that may be theirs: ${some(absent)}.`]),
    ...(students.length === 0
      ? []
      : ["To settle whose they are: --match FILE, with a first line submission,student and a line for each of them."]),
  ];
}

function withNearest(text: string, nearest: readonly string[]): string {
  return nearest.length === 0 ? text : `${text} (perhaps ${listOf(nearest)})`;
}

/** The first of these names, and how many more there are. */
export function some(names: readonly string[]): string {
  const left = names.length - NAMED;
  return left > 0 ? `${names.slice(0, NAMED).join(", ")} and ${left} more` : listOf(names, "and");
}

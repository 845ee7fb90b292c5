/** How the results of a regrade differ, as terminal text: whose score rose or fell, and by which checks. Pure. */
import type { Change, Difference } from "./difference.ts";
import { plainLine } from "./export/plain.ts";
import { hang, pageFor, type Page } from "../text/layout.ts";
import { count, separated } from "../text/phrases.ts";
import { displayWidth, shortened } from "../text/width.ts";

const NAMED = 20;
const NAME_COLUMNS = 24;

/** @param against what it is compared with, as a phrase: `the set in force` */
export function differenceText(
  { gains, loses, otherwise, same, lost, gone, added, again, decided }: Difference,
  against: string,
  options: { readonly color: boolean; readonly columns?: number | undefined },
): string {
  const page = pageFor(options);
  const counted = [
    ...(gains.length > 0 ? [`${gains.length} better`] : []),
    ...(loses.length > 0 ? [`${loses.length} worse`] : []),
    ...(otherwise.length > 0 ? [`${otherwise.length} with the same score for other reasons`] : []),
    `${same} as before`,
  ];
  const lines = [
    ...hang(page, "  ", `compared with ${against}: ${counted.join(", ")}`),
    ...changeLines(page, "better", gains),
    ...changeLines(page, "worse", loses),
    ...changeLines(page, "the same score for other reasons", otherwise),
    ...nameLines(page, "had a result and has none now", lost),
    ...nameLines(page, "no longer in the folder", gone),
    ...nameLines(page, "new", added),
    ...nameLines(page, "handed in again", again),
    ...nameLines(page, "decided", decided),
  ];
  return `${lines.join("\n")}\n`;
}

function changeLines(page: Page, heading: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const names = changes.slice(0, NAMED).map(({ name }) => shortened(plainLine(name, 200), NAME_COLUMNS));
  const width = Math.max(...names.map(displayWidth));
  return [
    `  ${heading}`,
    ...changes.slice(0, NAMED).flatMap(({ before, after, checks }, index) => {
      const name = names[index] ?? "";
      const prefix = `    ${name}${" ".repeat(width - displayWidth(name))}  ${before} -> ${after}  `;
      return hang(page, prefix, checks.map(checkPhrase).filter(Boolean).join(", "), { rest: "      " });
    }),
    ...(changes.length > NAMED ? [`    and ${count(changes.length - NAMED, "other")}`] : []),
  ];
}

/** An empty id stands for the whole submission, which could not be run before or now. */
function checkPhrase({ id, before, after }: Change["checks"][number]): string {
  if (id === "") return after === "not there" ? `was ${before}` : `now ${after}`;
  if (before === "not there") return after === "passed" ? "" : `${id} ${after}`;
  if (after === "not there") return "";
  return `${id} ${before} -> ${after}`;
}

function nameLines(page: Page, heading: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMED).map((name) => plainLine(name, 80));
  const rest = names.length > NAMED ? ` and ${count(names.length - NAMED, "other")}` : "";
  return hang(page, "  ", `${heading}: ${separated(shown)}${rest}`);
}

/** The results of a class as terminal text: scores, the checks that failed most, and what could not be run or graded. Pure. */
import type { Verdict } from "../verdict.ts";
import { causeGroups, type Occurrence } from "./cause-groups.ts";
import { casesOf } from "./export/cases.ts";
import { markOf } from "./export/mark.ts";
import { hundredths, plainLine } from "./export/plain.ts";
import type { Graded, Student, Unjudged } from "./export/student.ts";
import { codeOf, outcomeLine, whyOf } from "./export/words.ts";
import { hang, pageFor, type Page } from "../text/layout.ts";
import { count, separated } from "../text/phrases.ts";
import { displayWidth, shortened } from "../text/width.ts";

/** How many checks, and how many students under each heading, are listed. results.csv has all of them. */
const MOST_FAILED = 5;
const MOST_CAUSES = 3;
const NAMED = 12;
const NAME_COLUMNS = 24;
const BAR_COLUMNS = 40;

export interface ClassTextOptions {
  readonly color: boolean;
  readonly columns?: number | undefined;
  /** What to type to settle a decision, with `--decide ID=PATH`; undefined where that is not known. */
  readonly decideCommand?: string | undefined;
}

/** Everything between the head and the closing lines of `grade` and `merge`. Ends in a newline unless it is empty. */
export function classText(
  results: readonly Graded[],
  unjudged: readonly Unjudged[],
  options: ClassTextOptions,
): string {
  const page = pageFor(options);
  const sections = [
    decisions(page, unjudged, options.decideCommand),
    scoreLines(page, results),
    gradeLines(page, [...results, ...unjudged]),
    mostFailed(page, results),
    people(
      page,
      "could not be run",
      results,
      "not-gradable",
      (verdict) => verdict.reason?.message ?? "no reason is known",
    ),
    people(page, "NOT GRADED: the workbook failed, not the submissions", results, "grader-error", outcomeReason),
    missing(page, unjudged, "excused", "excused"),
    missing(page, unjudged, "nothing-handed-in", "handed in nothing"),
    missing(page, unjudged, "not-matched", "no submission matched"),
    missing(page, unjudged, "not-graded-yet", "not graded yet"),
    lateOnes(page, results),
    notes(page, results),
  ].filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** Everything that has no score until the instructor decides, each with what was found: none of it may be overlooked. */
function decisions(page: Page, unjudged: readonly Unjudged[], command: string | undefined): string[] {
  const asked = unjudged.filter(({ why }) => why === "needs-a-decision");
  if (asked.length === 0) return [];
  return [
    ...hang(page, "  ", `needs a decision (${asked.length}): not graded, and no score until then`, {
      text: page.colors.yellow,
    }),
    ...asked.flatMap(({ student, submission, found }) => [
      ...hang(page, "    ", calledAlso(student, submission)),
      ...hang(page, "      ", plainLine(found ?? "nothing is known of it", 500)),
    ]),
    ...(command === undefined
      ? []
      : [
          ...hang(page, "    ", "to settle one, with ID=PATH, ID=zero or ID=excused:"),
          // On one line, however long: a command that is cut into lines cannot be copied.
          `      ${command}`,
        ]),
  ];
}

function calledAlso({ id, name = id }: Student, submission: string | undefined): string {
  const shown = plainLine(name, 80);
  return submission === undefined || submission === name ? shown : `${shown}  ${plainLine(submission, 120)}`;
}

function lateOnes(page: Page, results: readonly Graded[]): string[] {
  return listed(
    page,
    "late",
    results.filter(({ late }) => late === true).map(({ student }) => student),
  );
}

/** Where the work was found, and what was put right. */
function notes(page: Page, results: readonly Graded[]): string[] {
  const noted = results.flatMap(({ student, notes = [] }) => (notes.length === 0 ? [] : [{ student, notes }]));
  if (noted.length === 0) return [];
  return [
    `  found and graded (${noted.length})`,
    ...noted.slice(0, NAMED).flatMap(({ student, notes }) =>
      hang(
        page,
        `    ${shortened(plainLine(student.name ?? student.id, 200), NAME_COLUMNS)}: `,
        plainLine(notes.join("; "), 300),
        {
          rest: "      ",
        },
      ),
    ),
    ...(noted.length > NAMED ? [`    and ${noted.length - NAMED} more, in report.html`] : []),
  ];
}

/** A bar for each score, from the best down. */
function scoreLines(page: Page, results: readonly Graded[]): string[] {
  const scores = new Map<string, number>();
  let most = 0;
  for (const { verdict } of results) {
    const mark = markOf(verdict);
    if (mark === null) continue;
    most = Math.max(most, mark.possible);
    const label = `${mark.earned} of ${mark.possible}`;
    scores.set(label, (scores.get(label) ?? 0) + 1);
  }
  if (scores.size === 0) return [];
  for (let earned = 0; earned <= most; earned++)
    if (!scores.has(`${earned} of ${most}`)) scores.set(`${earned} of ${most}`, 0);
  const rows = [...scores].sort(([one], [other]) => other.localeCompare(one, "en", { numeric: true }));
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const numberWidth = Math.max(...rows.map(([, number]) => String(number).length));
  const longest = Math.max(...rows.map(([, number]) => number));
  const room = Math.min(BAR_COLUMNS, page.columns - labelWidth - numberWidth - 6);
  return rows.map(([label, number]) => {
    // A count above 0 gets at least one character.
    const bar = number === 0 ? "" : "#".repeat(Math.max(1, Math.round((number / longest) * room)));
    return `  ${label.padEnd(labelWidth)}  ${String(number).padStart(numberWidth)}  ${page.colors.cyan(bar)}`.trimEnd();
  });
}

/** By the policy: the mean, and every grade that a penalty or a person has changed. */
function gradeLines(page: Page, students: readonly (Graded | Unjudged)[]): string[] {
  const graded = students.flatMap(({ student, grade }) => (grade === undefined ? [] : [{ student, grade }]));
  const [first] = graded;
  if (first === undefined) return [];
  const points = graded.flatMap(({ grade }) => grade.final ?? []);
  const mean = hundredths(points.reduce((sum, one) => sum + one, 0) / Math.max(1, points.length));
  const special = graded.filter(({ grade }) => grade.late !== null || grade.decision !== null);
  return [
    ...hang(page, "  ", `points: a mean of ${mean} of ${first.grade.possible} for ${count(points.length, "student")}`),
    ...special.slice(0, NAMED).flatMap(({ student, grade }) =>
      hang(
        page,
        `    ${shortened(plainLine(student.name ?? student.id, 200), NAME_COLUMNS)}  `,
        plainLine(grade.text, 200),
        {
          rest: "      ",
        },
      ),
    ),
    ...more(special.length),
  ];
}

function mostFailed(page: Page, results: readonly Graded[]): string[] {
  const failed = new Map<string, { title: string; found: Occurrence<undefined>[] }>();
  for (const one of results.flatMap(({ verdict }) => (verdict.outcome === "graded" ? casesOf(verdict) : []))) {
    if (one.status !== "failed") continue;
    const check = failed.get(one.id) ?? { title: one.title, found: [] };
    failed.set(one.id, check);
    check.found.push({ code: codeOf(one), why: whyOf(one), of: undefined });
  }
  const rows = [...failed].sort(([a, one], [b, other]) => other.found.length - one.found.length || (a < b ? -1 : 1));
  if (rows.length === 0) return [];
  const idWidth = Math.max(...rows.map(([id]) => id.length));
  const timesWidth = Math.max(...rows.map(([, { found }]) => String(found.length).length));
  return [
    "  failed most",
    ...rows
      .slice(0, MOST_FAILED)
      .flatMap(([id, { title, found }]) => [
        ...hang(
          page,
          `    ${String(found.length).padStart(timesWidth)}  ${id.padEnd(idWidth)}  `,
          plainLine(title, 200),
        ),
        ...causeLines(page, found, timesWidth + idWidth + 8),
      ]),
  ];
}

/** The most frequent causes of one check, each with its own count. */
function causeLines(page: Page, found: readonly Occurrence<undefined>[], indent: number): string[] {
  const groups = causeGroups(found);
  const width = Math.max(...groups.map(({ of }) => String(of.length).length));
  const others = groups.slice(MOST_CAUSES).reduce((sum, { of }) => sum + of.length, 0);
  const line = (times: number, text: string) =>
    hang(page, `${" ".repeat(indent)}${String(times).padStart(width)} x `, text, { text: page.colors.dim });
  return [
    ...groups
      .slice(0, MOST_CAUSES)
      .flatMap(({ of, why, codes }) => line(of.length, plainLine(why === "" ? codes.join(", ") : why, 200))),
    ...(others > 0 ? line(others, "for other reasons") : []),
  ];
}

function people(
  page: Page,
  heading: string,
  results: readonly Graded[],
  outcome: Verdict["outcome"],
  why: (verdict: Verdict) => string,
): string[] {
  const meant = results.filter(({ verdict }) => verdict.outcome === outcome);
  if (meant.length === 0) return [];
  const names = meant
    .slice(0, NAMED)
    .map(({ student: { id, name = id } }) => shortened(plainLine(name, 200), NAME_COLUMNS));
  const width = Math.max(...names.map(displayWidth));
  const paint = outcome === "grader-error" ? page.colors.red : page.colors.reset;
  return [
    ...hang(page, "  ", `${heading} (${meant.length})`, { text: paint }),
    ...meant.slice(0, NAMED).flatMap(({ verdict }, index) => {
      const name = names[index] ?? "";
      return hang(page, `    ${name}${" ".repeat(width - displayWidth(name))}  `, plainLine(why(verdict), 300), {
        rest: "      ",
      });
    }),
    ...more(meant.length),
  ];
}

function missing(page: Page, unjudged: readonly Unjudged[], why: Unjudged["why"], heading: string): string[] {
  return listed(
    page,
    heading,
    unjudged.filter((one) => one.why === why).map(({ student }) => student),
  );
}

function listed(page: Page, heading: string, students: readonly Student[]): string[] {
  const names = students.map(({ id, name }) => plainLine(name ?? id, 80));
  if (names.length === 0) return [];
  const shown = separated(names.slice(0, NAMED));
  const rest = names.length > NAMED ? ` and ${count(names.length - NAMED, "other")}` : "";
  return [`  ${heading} (${names.length})`, ...hang(page, "    ", shown + rest)];
}

function more(number: number): string[] {
  return number > NAMED ? [`    and ${number - NAMED} more, in results.csv`] : [];
}

function outcomeReason(verdict: Verdict): string {
  return verdict.reason?.message ?? outcomeLine(verdict);
}

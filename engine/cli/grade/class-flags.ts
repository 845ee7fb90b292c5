/** The flags of commands that report on a class. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ATTEMPT_POLICIES, type AttemptPolicy } from "../../batch/attempts.ts";
import { RosterError } from "../../batch/intake/roster-entry.ts";
import type { WhoOptions } from "../../batch/who.ts";
import { listOf, suggestNames, quoteWord } from "../../text/suggest.ts";
import type { Context, FlagValues } from "../command.ts";
import { POLICY_FILE, policyFor, type LessonPolicy } from "../../policy/policy-schema.ts";
import { SORT_ORDERS, type SortOrder } from "../../report/sort-students.ts";
import { displayPath } from "../../state/display-path.ts";
import { UsageError } from "../usage-error.ts";

export const CLASS_FLAGS = {
  output: { type: "string", value: "DIR", about: "where results are stored" },
  roster: {
    type: "string",
    value: "FILE",
    about: "the class list: a CSV file, or an export of Canvas, Moodle, Gradescope or GitHub Classroom",
  },
  match: { type: "string", value: "FILE", about: "a CSV file that settles whose a submission is: submission,student" },
  attempt: {
    type: "string",
    value: "WHICH",
    about:
      "which of several hand-ins by one person counts: latest, best or first (default: what grading.json says, else latest)",
  },
  reporter: {
    type: "string",
    value: "NAME",
    multiple: true,
    about: "also write feedback, gradescope, exercism, prairielearn, github, tap, canvas or moodle",
  },
  gradebook: { type: "string", value: "FILE", about: "the exported gradebook that canvas or moodle fills in" },
  assignment: {
    type: "string",
    value: "NAME",
    about: "its column in a Canvas gradebook, if it is not named like the lesson",
  },
  policy: {
    type: "string",
    value: "FILE",
    about: "points, due date, late penalty, extensions, overrides (default: grading.json beside the class)",
  },
  "replace-grades": { type: "boolean", about: "also replace grades in it that a person entered" },
  anonymous: { type: "boolean", about: "show pseudonyms in place of names; anonymous-key.csv says whose they are" },
  sort: {
    type: "string",
    value: "ORDER",
    about: "the order of students: family-name (default), name, id or score",
  },
  json: { type: "boolean", about: "print the class as one JSON object (workbook.summary/1)" },
} as const;

/** How to report on a class, with the contents of the named files. */
export interface Reporting {
  readonly who: WhoOptions;
  /** Undefined for what the policy says. */
  readonly attempt: AttemptPolicy | undefined;
  readonly reporters: readonly string[];
  /** The content of the gradebook. */
  readonly sheet: string | undefined;
  readonly column: string | undefined;
  /** Whether grades that a person entered into the gradebook are replaced. */
  readonly replaceGrades: boolean;
  readonly sort: SortOrder;
  /** Whether pseudonyms take the place of names. */
  readonly anonymous: boolean;
  readonly json: boolean;
}

/** Absolute path of the policy file, which need not exist. @param folder absolute path of the class */
export function policyFile(given: string | undefined, folder: string, { cwd }: Pick<Context, "cwd">): string {
  return given === undefined ? path.join(path.dirname(folder), POLICY_FILE) : path.resolve(cwd, given);
}

/**
 * Reads the policy of a class for one lesson: the file named by `--policy`, or `grading.json` beside the class.
 * @param folder absolute path of the class
 * @throws UsageError
 */
export async function lessonPolicy(
  given: string | undefined,
  folder: string,
  lesson: { readonly slug: string; exercises(): Promise<readonly number[]> },
  { cwd, workbook }: Pick<Context, "cwd" | "workbook">,
): Promise<LessonPolicy | undefined> {
  const { checkPoints, PolicyError, readPolicy } = await import("../../policy/read-policy.ts");
  const file = policyFile(given, folder, { cwd });
  const shown = given ?? displayPath(workbook.root, file);
  try {
    const policy = await readPolicy(file, shown);
    if (policy === undefined && given !== undefined) throw new UsageError(`There is no file ${quoteWord(given)}.`);
    const own = policy && policyFor(policy, lesson.slug);
    if (own !== undefined) checkPoints(own, { slug: lesson.slug, exercises: await lesson.exercises() }, shown);
    return own;
  } catch (error) {
    throw error instanceof PolicyError ? new UsageError(error.message) : error;
  }
}

/** Reads the named files, so that a mistake is reported before an hour of grading. @throws UsageError */
export async function reportingOf(flags: FlagValues<typeof CLASS_FLAGS>, context: Context): Promise<Reporting> {
  const reporters = [...new Set(flags.reporter ?? [])];
  if (flags.anonymous === true && flags.gradebook !== undefined)
    throw new UsageError("A gradebook names its students.", "Leave out --anonymous to fill it in.");
  await refuseReporters(reporters, flags.gradebook);
  const fileAt = (given: string) => path.resolve(context.cwd, given);
  const { roster: list, match } = flags;
  const read = list === undefined ? undefined : await import("../../batch/intake/roster.ts");
  const roster = list === undefined ? undefined : await read?.readRoster(fileAt(list)).catch(refuseRoster);
  const matches = match === undefined ? undefined : fileAt(match);
  return {
    who: { roster, matches },
    attempt: attemptOf(flags.attempt),
    reporters,
    sheet: flags.gradebook === undefined ? undefined : await textIn(flags.gradebook, context),
    column: flags.assignment,
    replaceGrades: flags["replace-grades"] === true,
    sort: sortOrder(flags.sort),
    anonymous: flags.anonymous === true,
    json: flags.json === true,
  };
}

/** @throws UsageError for a roster that cannot be used, else the error itself */
export function refuseRoster(error: unknown): never {
  throw error instanceof RosterError ? new UsageError(error.message) : error;
}

/** Which of several hand-ins counts: by the flag, else by the policy, else the latest. */
export function attemptIn({ attempt }: Reporting, policy: LessonPolicy | undefined): AttemptPolicy {
  return attempt ?? policy?.attempts ?? "latest";
}

function attemptOf(given: string | undefined): AttemptPolicy | undefined {
  const found = ATTEMPT_POLICIES.find((policy) => policy === given);
  if (found === undefined && given !== undefined)
    throw new UsageError(`${quoteWord(given)} is no way to choose an attempt.`, "Write latest, best or first.");
  return found;
}

function sortOrder(given: string | undefined): SortOrder {
  const found = SORT_ORDERS.find((order) => order === (given ?? "family-name"));
  if (found === undefined)
    throw new UsageError(
      `There is no order ${quoteWord(given ?? "")}.`,
      `The orders are ${listOf(SORT_ORDERS, "and")}.`,
    );
  return found;
}

async function refuseReporters(reporters: readonly string[], gradebook: string | undefined): Promise<void> {
  const { CLASS_REPORTERS, SUBMISSION_REPORTERS } = await import("../../report/export/reporters.ts");
  const known = [...new Set([...Object.keys(CLASS_REPORTERS), ...Object.keys(SUBMISSION_REPORTERS), "feedback"])];
  for (const name of reporters) {
    if (known.includes(name)) continue;
    const near = suggestNames(name, known);
    throw new UsageError(
      `There is no reporter ${quoteWord(name)}.`,
      near.length > 0 ? `Did you mean ${listOf(near)}?` : `The reporters are ${listOf(known, "and")}.`,
    );
  }
  const filling = reporters.filter((name) => CLASS_REPORTERS[name]?.fills === true);
  const [first] = filling;
  if (first !== undefined && gradebook === undefined)
    throw new UsageError(
      `The reporter ${first} fills in a file exported from there.`,
      "Name it with --gradebook FILE.",
    );
  if (filling.length > 1)
    throw new UsageError(
      `${listOf(filling, "and")} cannot fill in the same gradebook.`,
      "Run the command once for each; nothing is graded twice.",
    );
  if (first === undefined && gradebook !== undefined)
    throw new UsageError("--gradebook needs the reporter that fills it in.", "Add --reporter canvas or moodle.");
}

async function textIn(file: string, { cwd }: Context): Promise<string> {
  return readFile(path.resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === "ENOENT"
        ? `There is no file ${quoteWord(file)}.`
        : `${quoteWord(file)} cannot be read (${error.code}).`,
    );
  });
}

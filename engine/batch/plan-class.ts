import type { Lesson, LessonDefinition } from "../lesson.ts";
import { LockError } from "../state/lock.ts";
import { attemptsOf, type AttemptPolicy, type Attempts } from "./attempts.ts";
import { decide, type NewDecision } from "./decisions.ts";
import { DecisionError } from "./intake/decision.ts";
import { listClass, type ListedClass } from "./intake/list-class.ts";
import type { RosterMatch } from "./intake/match-roster.ts";
import { choicesIn, questionText } from "./intake/question.ts";
import type { Submission } from "./intake/submission.ts";
import { takeInAll } from "./intake/take-in.ts";
import type { OutputFolder } from "./output-folder.ts";
import { selectJobs, type Selection } from "./select.ts";
import { currentSet, factsOf, type ResultSet, type SetEntry, type SetFacts } from "./sets.ts";
import { inShard, type Shard } from "./shard.ts";
import { gradingJobsOf, type GradingJob } from "./grading-job.ts";
import type { GradingConfig } from "./grading-config.ts";
import { isStudentIn, matchSubmissions, personOf, rosterOf, submissionsMeant, type WhoOptions } from "./who.ts";

export interface PlanOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly config: GradingConfig;
  /** See `gradingSecret`. */
  readonly secret: string;
  /** Absolute path of the folder of submissions. */
  readonly folder: string;
  readonly output: OutputFolder;
  readonly selection: Selection;
  readonly shard?: Shard | undefined;
  readonly who: WhoOptions;
  /** Which of several hand-ins by one person counts. */
  readonly attempt: AttemptPolicy;
  /** What the instructor decides now. */
  readonly decide: readonly { readonly who: string; readonly choice: string }[];
  /** What a path in a decision is relative to. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The work to do in a class. */
export interface ClassPlan {
  /** The names of all submissions that count, of every shard. */
  readonly handedIn: readonly string[];
  readonly ignored: ListedClass["ignored"];
  /** Whose submissions these are; undefined without a class list. */
  readonly match: RosterMatch | undefined;
  /** People who handed in several times. */
  readonly attempts: readonly Attempts[];
  /** The jobs of the class, or of one shard of it. */
  readonly gradingJobs: readonly GradingJob[];
  /** Submissions of the same part of the class that are not graded: the instructor has to decide, or excused them. */
  readonly ungraded: readonly SetEntry[];
  /** What a set says of the submissions besides their results, by name. */
  readonly facts: ReadonlyMap<string, SetFacts>;
  readonly selection: Selection;
  /** The jobs to grade now. */
  readonly toGrade: readonly GradingJob[];
  /** The names of submissions about which this command decided. */
  readonly decided: readonly string[];
  /** The active set before this command. */
  readonly inForce: ResultSet | undefined;
}

/**
 * Reads a class and decides which jobs to grade.
 * @throws ClassFolderError when there is nothing to grade; RosterError; DecisionError
 */
export async function planClass(options: PlanOptions): Promise<ClassPlan> {
  const { lesson, definition, config, secret, output, selection, shard, signal } = options;
  const listed = await listClass(options.folder, { lesson, definition, isStudent: isStudentIn(options.who) });
  const roster = await rosterOf({ ...options.who, metadata: listed.metadata });
  const match = await matchSubmissions(
    roster,
    listed.handIns.map(({ name }) => name),
    options.who,
  );
  const made = decisionsMeant(options, listed, match);
  const decisions = await decideAll(options, made);
  const all = await takeInAll(listed, { scratch: output.scratch, lesson, definition, decisions, signal });
  const attempts = await attemptsOf(all, listed.handIns, ({ name }) => personOf(name, match), options.attempt);
  const superseded = new Set(
    attempts.flatMap(({ names, counting }) => names.filter((name) => !counting.includes(name))),
  );
  const taken = all.filter(({ name }) => !superseded.has(name));
  const submissions = taken.filter(({ name }) => shard === undefined || inShard(name, shard));
  const isGraded = ({ question, excused }: Submission) => question === undefined && excused === undefined;
  const gradingJobs = gradingJobsOf(submissions.filter(isGraded), config, secret);
  const inForce = await currentSet(output.folder);
  const names = taken.map(({ name }) => name);
  const meant = { ...selection, only: selection.only && namesMeant(selection.only, names, match) };
  return {
    handedIn: names,
    ignored: listed.ignored,
    match,
    attempts,
    gradingJobs,
    ungraded: submissions.filter((one) => !isGraded(one)).map(ungradedEntry),
    facts: new Map(submissions.map(({ name, notes, late }) => [name, factsOf({ notes, ...(late ? { late } : {}) })])),
    selection: meant,
    toGrade: selectJobs(gradingJobs, meant, inForce, await output.results.keys()),
    decided: made.map(({ handIn }) => handIn.name),
    inForce,
  };
}

/** The names that words on the command line mean. Words that mean none stay as they are. */
function namesMeant(words: readonly string[], names: readonly string[], match: RosterMatch | undefined): string[] {
  // A name may contain the comma that separates two words.
  for (const comma of [", ", ","]) {
    const whole = submissionsMeant(words.join(comma), names, match);
    if (whole.length > 0) return whole;
  }
  return words.flatMap((word) => {
    const meant = submissionsMeant(word, names, match);
    return meant.length > 0 ? meant : [word];
  });
}

function decisionsMeant(
  options: Pick<PlanOptions, "decide">,
  { handIns }: ListedClass,
  match: RosterMatch | undefined,
): NewDecision[] {
  const names = handIns.map(({ name }) => name);
  return options.decide.map(({ who, choice }) => {
    const meant = submissionsMeant(who, names, match);
    const [handIn, ...others] = handIns.filter(({ name }) => meant.includes(name));
    if (handIn === undefined) throw new DecisionError(`There is no submission of ${who}.`);
    if (others.length > 0)
      throw new DecisionError(`${who} handed in several times: ${meant.join(", ")}. Name one of them.`);
    return { handIn, choice };
  });
}

function decideAll({ output, lesson, definition, signal, cwd }: PlanOptions, made: readonly NewDecision[]) {
  let tried = 0;
  const trying = {
    scratch: output.scratch,
    lesson,
    definition,
    signal,
    cwd,
    nextFolderName: () => `decision-${++tried}`,
  };
  return decide(output.folder, made, trying).catch((error: unknown) => {
    if (!(error instanceof LockError)) throw error;
    throw new DecisionError("The decisions of this class are being changed by another command. Run this one again.");
  });
}

function ungradedEntry({ name, hash, question, notes, late }: Submission): SetEntry {
  return {
    name,
    key: hash,
    hash,
    outcome: question === undefined ? "excused" : "needs-a-decision",
    passed: false,
    earned: null,
    asked: question === undefined ? (notes[0] ?? "") : questionText(question),
    ...(question === undefined ? {} : { choices: choicesIn(question) }),
    ...(late ? { late } : {}),
  };
}

/** How many submissions the jobs stand for. */
export function peopleIn(gradingJobs: readonly Pick<GradingJob, "names">[]): number {
  return gradingJobs.reduce((sum, { names }) => sum + names.length, 0);
}

/**
 * A graded class for the instructor's view. Everything is read from disk each time and written back there, because `grade`
 * may be running, several pages may be open, and grading.json is edited by hand.
 */
import path from "node:path";
import { readDecisions } from "../../batch/decisions.ts";
import { DecisionError } from "../../batch/intake/decision.ts";
import { readGrades } from "../../batch/grades-file.ts";
import { OverrideConflict, setOverride } from "../../batch/set-override.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import { overrideOf, type StudentMeant } from "../../policy/edit-policy.ts";
import { PolicyError } from "../../policy/read-policy.ts";
import { LockError } from "../../state/lock.ts";
import type { Workbook } from "../../workbook.ts";
import { ApiFault } from "../api-fault.ts";
import type { ClassState, ClassView, DecideRequest, DiffView, OverrideRequest, SubmissionView } from "../api.ts";
import { choicesOf, classView, rowsOf } from "./class-view.ts";
import { nameOf, type Person } from "./class-people.ts";
import { readClass, readHead, type ClassSnapshot } from "./class-snapshot.ts";
import { GradesFolder } from "./grades-folder.ts";
import { ClassGrading, type GradeCommand, type RunCommand } from "./grading.ts";
import { asHandedIn, handInOf, keepDecision, withFiles, type ClassPlace } from "./submission-files.ts";

export { ClassFolderError } from "./grades-folder.ts";

export interface ClassOptions {
  readonly workbook: Workbook;
  /** Absolute path of the output folder of `grade`, and as the user named it. */
  readonly folder: string;
  readonly shown: string;
  /** Absolute path of the folder that the page was started in. */
  readonly cwd: string;
  /** Whether names are hidden for as long as the page runs. */
  readonly anonymous: boolean;
  /** See `gradingSecret`. */
  readonly secret: () => Promise<string>;
  readonly run: RunCommand;
}

export class GradedClass {
  readonly #options: ClassOptions;
  readonly #grades: GradesFolder;
  readonly #grading: ClassGrading;

  constructor(options: ClassOptions) {
    this.#options = options;
    this.#grades = new GradesFolder(options.folder, options.shown);
    this.#grading = new ClassGrading(options.run);
  }

  /** @throws ClassFolderError when the folder has no grades */
  async state(): Promise<ClassState> {
    return this.#stateOf(await readHead(this.#grades));
  }

  /** @param hide whether names are hidden */
  async view(hide: boolean): Promise<ClassView> {
    const snapshot = await this.#read(hide);
    return classView(snapshot, {
      folder: this.#options.shown,
      published: await this.#published(snapshot),
      mayShow: !this.#options.anonymous,
      state: await this.#stateOf(snapshot),
      isSettling: (submission) => this.#grading.isSettling(submission),
    });
  }

  /** Undefined when there is nobody with that id. */
  async submission(id: string, hide: boolean): Promise<SubmissionView | undefined> {
    const snapshot = await this.#read(hide);
    const person = await this.#find(snapshot, id);
    if (person === undefined) return undefined;
    const [row] = rowsOf(snapshot, [person], (submission) => this.#grading.isSettling(submission));
    if (row === undefined) return undefined;
    const [one] = person.shown;
    const { policy, policyFault, facts, pseudonyms } = snapshot;
    const decision = (await readDecisions(this.#grades.path)).get(person.submission ?? "");
    const decided = decision && (decision.place ?? decision.choice);
    return {
      row,
      students: person.shown.map(({ student: { id, email } }) => [id, email ?? ""].filter(Boolean).join(", ")),
      verdict: one?.verdict ?? null,
      canCompare:
        one?.verdict !== undefined &&
        decision?.choice !== "zero" &&
        (await this.#handIn(snapshot, person)) !== undefined,
      decided: decided === undefined ? null : (pseudonyms?.text(decided) ?? decided),
      override: overrideOf(policy, this.#meant(snapshot, person)) ?? null,
      fault:
        facts.policy === "" ? "An earlier version of the workbook graded this class; grade it again." : policyFault,
    };
  }

  /**
   * Undefined when there is nobody with that id, or the files are gone.
   * @throws ApiFault when nothing was graded that could be compared
   */
  async diff(id: string, hide: boolean): Promise<DiffView | undefined> {
    const snapshot = await this.#read(hide);
    const person = await this.#find(snapshot, id);
    if (person === undefined) return undefined;
    const [one] = person.shown;
    if (one?.unjudged?.why === "needs-a-decision")
      throw new ApiFault("nothing-to-compare", `Decide first what of this is to be graded: ${one.unjudged.found}.`);
    const decision = (await readDecisions(this.#grades.path)).get(person.submission ?? "");
    if (one?.verdict === undefined || decision?.choice === "zero")
      throw new ApiFault("nothing-to-compare", "Nothing of this was graded, so nothing can be compared.");
    const found = await this.#handIn(snapshot, person);
    if (found === undefined) return undefined;
    const { handIn, place } = found;
    const { lesson, definition } = place;
    const { diffView } = await import("../views/diff-view.ts");
    const { workbook } = this.#options;
    const owner = nameOf(person);
    const compared = async (folder: string) => ({
      ...(await diffView({ workbook, lesson, definition, folder, display: owner, owner })),
      // Who grades twenty of them knows why the solution is as it is.
      whyHtml: "",
    });
    const { notes = [] } = snapshot.set.entries.find(({ name }) => name === handIn.name) ?? {};
    const asIs = notes.length > 0 ? undefined : await asHandedIn(handIn, place);
    return asIs === undefined ? await withFiles(handIn, place, this.#grades.path, compared) : await compared(asIs);
  }

  /** Writes what was decided about the points into grading.json. @returns whether there is somebody with that id */
  async override(id: string, { before, after }: OverrideRequest): Promise<boolean> {
    const snapshot = await this.#read(false);
    const person = await this.#find(snapshot, id);
    if (person === undefined) return false;
    const { policy: file } = snapshot.facts;
    if (file === "")
      throw new ApiFault("no-class", "An earlier version of the workbook graded this class; grade it again.");
    await setOverride({
      file,
      shown: path.basename(file),
      lock: path.join(this.#grades.path, "grading.lock"),
      student: this.#meant(snapshot, person),
      before: before ?? undefined,
      after: after ?? undefined,
    }).catch((error: unknown) => {
      if (error instanceof OverrideConflict)
        throw new ApiFault("not-written", `${error.message} Look at what it says now, then save again.`);
      if (error instanceof PolicyError) throw new ApiFault("not-written", error.message);
      if (error instanceof LockError) throw new ApiFault("busy", `${path.basename(file)} is being changed; try again.`);
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new ApiFault("not-written", `${path.basename(file)} cannot be written (${code}).`);
    });
    return true;
  }

  /** Settles what was handed in, and grades it after what is being graded. @returns whether there is such a submission */
  async decide(id: string, decision: DecideRequest): Promise<boolean> {
    const snapshot = await this.#read(false);
    const person = await this.#find(snapshot, id);
    const submission = person?.submission;
    if (person === undefined || submission === undefined) return false;
    const choices = choicesOf(snapshot.set.entries.find(({ name }) => name === submission));
    const hidden = decision.choice === "place" ? await this.#read(true) : undefined;
    const choice =
      decision.choice === "place"
        ? choices.find((one) => one === decision.place || hidden?.pseudonyms?.text(one) === decision.place)
        : decision.choice;
    // Only what is in the hand-in: a path of this machine can be decided on in the terminal.
    if (choice === undefined) throw new ApiFault("not-written", "That is not in what was handed in any more.");
    const command = this.#command(snapshot, []);
    const found = await this.#handIn(snapshot, person);
    if (found === undefined) throw new ApiFault("not-written", "What was handed in is not there any more.");
    const { handIn, place } = found;
    // At once, and not by the command: a decision stays when a grading runs, fails, or ends with the page.
    await keepDecision(handIn, choice, place, this.#grades.path).catch((error: unknown) => {
      if (error instanceof DecisionError)
        throw new ApiFault(
          "not-written",
          error.message.replaceAll(handIn.name, () => "This submission"),
        );
      if (error instanceof LockError) throw new ApiFault("busy", "Another decision is being written; try again.");
      throw error;
    });
    this.#grading.settle(submission, command);
    return true;
  }

  /**
   * Grades a submission again; without one, grades what is new and writes all reports.
   * @returns whether there is such a submission
   */
  async gradeAgain(id: string | null): Promise<boolean> {
    const snapshot = await this.#read(false);
    if (id === null) {
      this.#grading.start(this.#command(snapshot, []));
      return true;
    }
    const submission = (await this.#find(snapshot, id))?.submission;
    if (submission === undefined) return false;
    this.#grading.start(this.#command(snapshot, [`--only=${submission}`, "--force"]));
    return true;
  }

  close(): Promise<void> {
    return this.#grading.close();
  }

  #read(hide: boolean): Promise<ClassSnapshot> {
    const { anonymous, secret } = this.#options;
    return readClass(this.#grades, { hide: hide || anonymous, secret });
  }

  /** By the id that is shown; else by the one that is shown with names, or without them, so that addresses stay valid. */
  async #find({ people, pseudonyms, facts }: ClassSnapshot, id: string): Promise<Person | undefined> {
    const found = people.find((person) => person.id === id);
    if (found !== undefined) return found;
    const realId = ({ submission, students: [student] }: Person) => submission ?? student?.id;
    if (pseudonyms !== undefined || facts.anonymous) return people.find((person) => realId(person) === id);
    const hidden = await this.#read(true);
    const same = hidden.people.find((person) => person.id === id);
    return same && people.find((person) => realId(person) === realId(same));
  }

  #command({ facts: { command } }: ClassSnapshot, words: readonly string[]): GradeCommand {
    if (command === null)
      throw new ApiFault("no-class", "These results are of several machines: grade there, and merge again.");
    return { words: [...command.words, ...words], cwd: command.cwd };
  }

  async #stateOf({ set, facts }: Pick<ClassSnapshot, "set" | "facts">): Promise<ClassState> {
    const folder = this.#grades.folderOf(set);
    const version = await this.#grades.version([
      path.join(this.#grades.path, "current"),
      path.join(this.#grades.path, "decisions.json"),
      ...["set.json", "class.json", "grades.json", "anonymous/grades.json"].map((file) => path.join(folder, file)),
      ...(facts.policy === "" ? [] : [facts.policy]),
    ]);
    return {
      version: `${version} ${this.#grading.version}`,
      grading: this.#grading.isRunning,
      fault: this.#grading.fault,
    };
  }

  #published({ set, facts }: ClassSnapshot) {
    const folder = this.#grades.folderOf(set);
    return readGrades(facts.anonymous ? path.join(folder, "anonymous") : folder);
  }

  /** How the policy means the student of a line; the submission, where it is that of a group. */
  #meant({ set, facts }: ClassSnapshot, { students, submission }: Person): StudentMeant {
    const [student] = students;
    const isAlone = students.length === 1 && facts.who.match !== undefined;
    return {
      slug: set.config.lesson,
      names: [submission, ...(students.length > 1 ? [] : [student?.id, student?.email])],
      key: isAlone && student !== undefined ? student.id : (submission ?? student?.id ?? ""),
      shared: path.basename(set.folder) === set.config.lesson,
    };
  }

  async #handIn(snapshot: ClassSnapshot, { submission = "" }: Person) {
    const { workbook, cwd, folder } = this.#options;
    const { set, facts } = snapshot;
    const course = await readCourse(workbook);
    const lesson = lessonsOf(workbook, course).find(({ slug, built }) => slug === set.config.lesson && built);
    if (lesson === undefined) return undefined;
    const bases = [...(facts.command === null ? [] : [facts.command.cwd]), cwd, workbook.root, path.dirname(folder)];
    const place: ClassPlace = {
      lesson,
      definition: await loadDefinition(workbook, lesson),
      folders: bases.map((base) => path.resolve(base, set.folder)),
      handedIn: facts.who.handedIn,
    };
    const handIn = await handInOf(submission, place);
    return handIn && { handIn, place };
  }
}

/** @throws ClassFolderError when the folder contains no grades */
export async function openClass(options: ClassOptions): Promise<GradedClass> {
  const opened = new GradedClass(options);
  await opened.state();
  return opened;
}

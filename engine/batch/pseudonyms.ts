/**
 * Names for the students of a class that say nothing about them: derived from the grading secret, so that they are the
 * same in every run and lesson, and nobody without the secret can find out whose they are.
 */
import { createHmac } from "node:crypto";
import { chmod } from "node:fs/promises";
import { csvText, EXCEL_BOM } from "../report/export/csv.ts";
import type { Student } from "../report/export/student.ts";
import type { Reason } from "../verdict.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { ClassList, NamedResult } from "./class-list.ts";
import type { RosterMatch } from "./intake/match-roster.ts";

const SHORTEST_DIGITS = 6;

interface Known {
  readonly student: Student;
  readonly pseudonym: string;
  /** The submission and the name that its results get; undefined for a student without one. */
  readonly submission: { readonly name: string; readonly alias: string } | undefined;
}

export class Pseudonyms {
  readonly #known: readonly Known[];
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #students: ReadonlyMap<string, string>;
  /** Made when it is needed first: in a class of thousands, that takes a moment. */
  #replacer: ((text: string) => string) | undefined;

  /**
   * @param secret see `gradingSecret`
   * @param handedIn the names of all submissions
   * @param match whose they are; undefined without a class list
   */
  constructor(secret: string, handedIn: readonly string[], match: RosterMatch | undefined) {
    const groups = handedIn.map((name) => ({ name, students: match?.owners.get(name) ?? [{ id: name }] }));
    const missing = match?.missing ?? [];
    const all = [...groups.flatMap(({ students }) => students), ...missing];
    this.#students = pseudonymsOf(secret, [...new Set(all.map(({ id }) => id))]);
    const pseudonymOf = ({ id }: Student) => this.#students.get(id) ?? "";
    const times = new Map<string, number>();
    const owners = groups.flatMap(({ name, students }) => {
      // The submission of a group is named after the first of its students.
      const [first = { id: name }] = students;
      const number = (times.get(first.id) ?? 0) + 1;
      times.set(first.id, number);
      const alias = number === 1 ? pseudonymOf(first) : `${pseudonymOf(first)}-${number}`;
      return students.map((student) => ({ student, pseudonym: pseudonymOf(student), submission: { name, alias } }));
    });
    this.#known = [
      ...owners,
      ...missing.map((student) => ({ student, pseudonym: pseudonymOf(student), submission: undefined })),
    ];
    this.#aliases = new Map(
      this.#known.flatMap(({ submission }) => (submission === undefined ? [] : [[submission.name, submission.alias]])),
    );
  }

  /** The name that the results of a submission get. */
  ofSubmission(name: string): string {
    return this.#aliases.get(name) ?? name;
  }

  /** A text of the workbook without the names, ids and e-mail addresses of the class. */
  text(text: string): string {
    this.#replacer ??= replacerOf(
      this.#known.flatMap(({ student: { id, name, email }, pseudonym, submission }) => [
        ...[email, name, id].map((known) => [known, pseudonym] as const),
        [submission?.name, submission?.alias ?? pseudonym] as const,
      ]),
    );
    return this.#replacer(text);
  }

  /** The class without names. What a submission printed or sent is not searched for them. */
  list({ results, unjudged, remarks }: ClassList): ClassList {
    const student = ({ id }: Student): Student => ({ id: this.#students.get(id) ?? this.text(id) });
    return {
      results: results.map((result) => this.#result(result, student(result.student))),
      unjudged: unjudged.map(({ found, submission, ...one }) => ({
        ...one,
        student: student(one.student),
        ...(found === undefined ? {} : { found: this.text(found) }),
        ...(submission === undefined ? {} : { submission: this.ofSubmission(submission) }),
      })),
      remarks: remarks.map((remark) => this.text(remark)),
    };
  }

  #result(result: NamedResult, student: Student): NamedResult {
    const { verdict } = result;
    const name = this.ofSubmission(result.name);
    const folder = verdict.submission.slice(0, verdict.submission.lastIndexOf("/") + 1);
    const own = replacerOf([[result.name, name]]);
    // Why an archive was refused begins with its name.
    const anonymous = (reason: Reason): Reason => ({
      ...reason,
      message: own(reason.message),
      ...(reason.file === undefined ? {} : { file: own(reason.file) }),
    });
    return {
      ...result,
      name,
      student,
      notes: result.notes?.map((note) => this.text(note)),
      verdict: {
        ...verdict,
        submission: folder + name,
        reason: verdict.reason && anonymous(verdict.reason),
        exercises: verdict.exercises.map((exercise) =>
          exercise.reason === undefined ? exercise : { ...exercise, reason: anonymous(exercise.reason) },
        ),
      },
    };
  }

  /** Writes whose pseudonyms they are, readable by this user only. @param file absolute path */
  async writeKey(file: string): Promise<void> {
    const rows = this.#known.map(({ pseudonym, submission, student: { id, name, email } }) => [
      pseudonym,
      submission?.alias,
      submission?.name,
      id,
      name,
      email,
    ]);
    const header = ["pseudonym", "results", "submission", "student", "name", "email"];
    await writeAtomic(file, EXCEL_BOM + csvText([header, ...rows]));
    await chmod(file, 0o600);
  }
}

/** Student's id -> pseudonym, with as many digits as make all of them different. */
function pseudonymsOf(secret: string, ids: readonly string[]): ReadonlyMap<string, string> {
  const digests = ids.map((id) =>
    createHmac("sha256", secret)
      .update(JSON.stringify(["pseudonym", id]))
      .digest("hex"),
  );
  let digits = SHORTEST_DIGITS;
  while (new Set(digests.map((digest) => digest.slice(0, digits))).size < digests.length) digits += 1;
  return new Map(ids.map((id, index) => [id, `anon-${digests[index]?.slice(0, digits)}`]));
}

/** Replaces whole words, the longest first, so that `ada (1)` is not taken for `ada`. */
function replacerOf(names: readonly (readonly [name: string | undefined, alias: string])[]): (text: string) => string {
  const aliases = new Map(names.flatMap(([name, alias]) => (name ? [[name, alias] as const] : [])));
  if (aliases.size === 0) return (text) => text;
  const longestFirst = [...aliases.keys()].toSorted((one, other) => other.length - one.length);
  const pattern = `(?<![\\p{L}\\p{N}])(?:${longestFirst.map(escaped).join("|")})(?![\\p{L}\\p{N}])`;
  const all = new RegExp(pattern, "gu");
  return (text) => text.replace(all, (name) => aliases.get(name) ?? name);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

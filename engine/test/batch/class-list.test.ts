import { expect, test } from "vitest";
import { classList, type ClassListOptions } from "../../batch/class-list.ts";
import type { RosterMatch } from "../../batch/intake/match-roster.ts";
import type { ResultSet, SetEntry } from "../../batch/sets.ts";
import type { LessonPolicy } from "../../policy/policy-schema.ts";
import type { Student } from "../../report/export/student.ts";
import type { Verdict } from "../../verdict.ts";
import { verdict } from "../report/verdicts.ts";

const ZOE: Student = { id: "1", name: "Zoë Example" };
const MAX: Student = { id: "2", name: "Max Muster" };
const BOB: Student = { id: "3", name: "Bobby Stranger" };

const earning = (earned: number): Verdict => ({ ...verdict([]), outcome: "graded", score: { earned, possible: 3 } });
const entry = (name: string, more: Partial<SetEntry> = {}): SetEntry => ({
  name,
  key: name,
  hash: name,
  outcome: "graded",
  passed: false,
  earned: null,
  ...more,
});

interface Class {
  readonly entries: readonly SetEntry[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly match?: Partial<RosterMatch>;
  readonly options?: Partial<ClassListOptions>;
}

function listOf({ entries, verdicts, match, options }: Class) {
  const whole = match && { owners: new Map(), missing: [], unowned: [], ...match };
  const handedIn = entries.map(({ name }) => name);
  const list = classList({ entries } as unknown as ResultSet, new Map(Object.entries(verdicts)), {
    handedIn,
    match: whole,
    attempts: [],
    attempt: "latest",
    ...options,
  });
  return {
    results: list.results.map(({ name, student, verdict: { score } }) => `${student.id} ${name} ${score.earned}`),
    unjudged: list.unjudged.map(({ student, why }) => `${student.id} ${why}`),
    remarks: list.remarks,
    list,
  };
}

test("the students of a group each get the result of their submission", () => {
  const { results } = listOf({
    entries: [entry("pair")],
    verdicts: { pair: earning(2) },
    match: { owners: new Map([["pair", [ZOE, MAX]]]) },
  });
  expect(results).toEqual(["1 pair 2", "2 pair 2"]);
});

test("the best of several hand-ins counts under that policy, with or without a roster", () => {
  const names = ["zoe_1_5_files", "zoe_LATE_1_6_files"] as const;
  const entries = names.map((name) => entry(name));
  const verdicts = { [names[0]]: earning(3), [names[1]]: earning(1) };
  const attempts = [{ names, counting: names }];
  const options = { attempt: "best", attempts } as const;
  expect(listOf({ entries, verdicts, options }).results).toEqual([`${names[0]} ${names[0]} 3`]);
  const match = { owners: new Map(names.map((name) => [name, [ZOE]] as const)) };
  const { results, remarks } = listOf({ entries, verdicts, match, options });
  expect(results).toEqual([`1 ${names[0]} 3`]);
  expect(remarks).toEqual([
    `Zoë Example handed in 2 times: ${names.join(", then ")}; the best of them counts (--attempt best).`,
  ]);
});

test("nobody is said to have handed in nothing while a submission belongs to nobody", () => {
  const entries = [entry("bob stranger"), entry("zoe", { late: true, notes: ["code was graded"] })];
  const verdicts = { "bob stranger": earning(3), zoe: earning(2) };
  const owners = new Map([["zoe", [ZOE]]]);
  const { unjudged, remarks, list } = listOf({
    entries,
    verdicts,
    match: { owners, missing: [MAX, BOB], unowned: ["bob stranger"] },
  });
  expect(unjudged).toEqual(["2 not-matched", "3 not-matched"]);
  expect(remarks).toEqual([
    "Not in the roster: bob stranger (perhaps Bobby Stranger, 3).",
    "In the roster, with a submission that may be theirs: Bobby Stranger, 3 (perhaps bob stranger).",
    "To settle whose they are: --match FILE, with a first line submission,student and a line for each of them.",
  ]);
  expect(list.results.find(({ name }) => name === "zoe")).toMatchObject({ late: true, notes: ["code was graded"] });
  expect(listOf({ entries: [], verdicts: {}, match: { missing: [MAX] } }).unjudged).toEqual(["2 nothing-handed-in"]);
});

test("a submission that needs a decision, is excused or was not graded has no result and says why", () => {
  const entries = [
    entry("a", { outcome: "needs-a-decision", asked: "server.ts is missing" }),
    entry("b", { outcome: "excused", asked: "excused: ill" }),
    entry("c", { outcome: "not-yet" }),
  ];
  const { results, unjudged, list } = listOf({ entries, verdicts: {} });
  expect(results).toEqual([]);
  expect(unjudged).toEqual(["a needs-a-decision", "b excused", "c not-graded-yet"]);
  expect(list.unjudged[0]).toMatchObject({ submission: "a", found: "server.ts is missing" });
});

test("no policy makes a number of work without a verdict, late or not, unless a person gave points", () => {
  const entries = [
    entry("a", { outcome: "needs-a-decision", asked: "server.ts is missing", late: true }),
    entry("b", { outcome: "excused", asked: "excused: ill", late: true }),
    entry("c", { outcome: "not-yet", late: true }),
    entry("d", { late: true }),
    entry("LATE_1_d"),
  ];
  const policy: LessonPolicy = {
    points: 30,
    due: "2026-11-20T12:00:00Z",
    late: { percent: 100, per: "once", atMost: 100, graceMinutes: 0 },
    handedIn: { a: "2026-11-21T12:00:00Z", "2": "2026-11-21T12:00:00Z" },
    overrides: { "3": { points: 5, by: "A. Teacher" } },
  };
  const { list } = listOf({
    entries,
    verdicts: { d: earning(3), LATE_1_d: earning(3) },
    match: { missing: [MAX, BOB], unowned: ["a", "b", "c", "d", "LATE_1_d"] },
    options: { policy },
  });
  expect(list.unjudged.map(({ student, why, grade }) => [student.id, why, grade?.final, grade?.late])).toEqual([
    ["a", "needs-a-decision", null, null],
    ["b", "excused", null, null],
    ["c", "not-graded-yet", null, null],
    ["2", "not-matched", null, null],
    ["3", "not-matched", 5, null],
  ]);
  // Whether it is late is what the intake found, and not a matter of its name.
  expect(list.results.map(({ name, grade }) => [name, grade?.final])).toEqual([
    ["d", 0],
    ["LATE_1_d", 30],
  ]);
});

test("the best of several hand-ins is the one worth most after the penalty", () => {
  const names = ["zoe_1_5_files", "zoe_LATE_1_6_files"] as const;
  const policy: LessonPolicy = { points: 30, late: { percent: 50, per: "once", atMost: 100, graceMinutes: 0 } };
  const { results } = listOf({
    entries: [entry(names[0]), entry(names[1], { late: true })],
    verdicts: { [names[0]]: earning(2), [names[1]]: earning(3) },
    match: { owners: new Map(names.map((name) => [name, [ZOE]] as const)) },
    options: { attempt: "best", policy },
  });
  expect(results).toEqual([`1 ${names[0]} 2`]);
});

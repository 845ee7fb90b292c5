import { expect, test } from "vitest";
import { classList, type ClassListOptions } from "../../batch/class-list.ts";
import type { RosterMatch } from "../../batch/intake/match-roster.ts";
import type { ResultSet, SetEntry } from "../../batch/sets.ts";
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

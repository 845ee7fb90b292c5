/** The order of gradings, seen by a grader whose answers are written down beforehand. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gradeClass, type Grader } from "../../batch/grade-class.ts";
import type { Grading } from "../../batch/grade-one.ts";
import { Journal } from "../../batch/journal.ts";
import type { GradingJob } from "../../batch/grading-job.ts";
import type { Reason, Verdict } from "../../verdict.ts";
import { allPassed } from "../export/corpus.ts";
import { notGraded } from "../report/verdicts.ts";

const never = notGraded({ code: "never-listened", message: "the server ran for 9 s" });
const ours = (message: string) => notGraded({ code: "grader-error", message });

/** The outcomes of the gradings of each job. */
type Script = Readonly<Record<string, readonly Grading[]>>;

async function play(script: Script, width: number) {
  const folder = await mkdtemp(path.join(tmpdir(), "journal-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const calls: string[] = [];
  let running = 0;
  const grader: Grader = {
    width,
    grade: async ({ key }, { alone, before, fresh }) => {
      // Only a failure of the workbook says that a process may be broken.
      expect(fresh).toBe(before > 0 && script[key]?.[0]?.state === "fault");
      running += 1;
      expect(running).toBeLessThanOrEqual(alone ? 1 : width);
      calls.push(`${key}${alone ? " alone" : ""}`);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return script[key]?.[before] as Grading;
    },
    acceptResult: async ({ key }) => void calls.push(`${key} accepted`),
    recordFault: async ({ key }, verdict) => void calls.push(`${key} fault: ${verdict.reason?.message}`),
  };
  const gradingJobs = Object.keys(script).map((key) => ({ key, names: [key] }) as unknown as GradingJob);
  const events: string[] = [];
  const outcome = await gradeClass(gradingJobs, {
    grader,
    journal: new Journal(path.join(folder, "journal.jsonl")),
    signal: new AbortController().signal,
    onEvent: (event) =>
      events.push(event.kind === "alone" ? `alone ${event.count}` : `${event.kind} ${event.gradingJob.key}`),
  });
  return { calls, events, kept: outcome.kept, faults: outcome.faults.map(({ gradingJob }) => gradingJob.key) };
}

const kept = (verdict: Verdict = allPassed): Grading => ({ state: "kept", verdict });
const doubtful = (verdict: Verdict = never): Grading => ({ state: "doubtful", verdict });
const fault = (message = "a worker failed"): Grading => ({ state: "fault", verdict: ours(message) });

test("grader errors and timing-dependent verdicts are graded once more, alone, after all others", async () => {
  const script = {
    a: [doubtful(), kept()],
    b: [fault(), kept()],
    c: [kept()],
    d: [fault(), fault("again")],
    e: [kept()],
  };
  expect(await play(script, 2)).toEqual({
    calls: ["a", "b", "c", "d", "e", "b alone", "d alone", "d fault: again", "a alone"],
    events: ["again a", "again b", "kept c", "again d", "kept e", "alone 3", "kept b", "fault d", "kept a"],
    kept: 4,
    faults: ["d"],
  });
});

test("second gradings stop after several that confirm the first", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const silent = Object.fromEntries(names.map((name) => [name, [doubtful(), kept(never)]]));
  const { calls, kept: count } = await play(silent, 3);
  expect(calls.slice(names.length)).toEqual([
    ...names.slice(0, 5).map((name) => `${name} alone`),
    "f accepted",
    "g accepted",
  ]);
  expect(count).toBe(names.length);

  const broken = Object.fromEntries(names.map((name) => [name, [fault(), fault()]]));
  const after = await play(broken, 3);
  expect(after.calls.filter((call) => call.endsWith("alone"))).toHaveLength(5);
  expect(after.faults).toEqual(names);

  // One that was judged otherwise shows that the machine was slow: all of them are looked at.
  const lucky = { ...silent, e: [doubtful(), kept()] };
  expect((await play(lucky, 3)).calls.filter((call) => call.endsWith("alone"))).toHaveLength(names.length);
});

test("with a width of 1 every grading is alone", async () => {
  expect((await play({ a: [kept()], b: [fault(), kept()] }, 1)).calls).toEqual(["a alone", "b alone", "b alone"]);
});

test.each([
  ["never-listened", true],
  ["does-not-compile", false],
  ["crashed-while-starting", false],
] as const)("%s depends on timing: %s", async (code: Reason["code"], expected) => {
  const { isTimingDependent } = await import("../../batch/timing-dependent.ts");
  expect(isTimingDependent(notGraded({ code, message: "" }), 0)).toBe(expected);
});

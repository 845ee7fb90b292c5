/** Whether a verdict is the promised one. Pure. */
import type { CheckResult, Failure, Verdict } from "../verdict.ts";
import type { Promised } from "./subjects.ts";

/** Codes that tell of a process that ended instead of a behaviour that is missing. */
const ENDED = new Set(["server-stopped", "server-exited", "server-killed"]);

/** The sentence that says how the verdict differs from the promise, or undefined when it does not. */
export function complaint(promised: Promised, verdict: Verdict): string | undefined {
  if (verdict.outcome === "grader-error") return `the grader failed: ${verdict.reason?.message}`;
  if (verdict.server.started !== verdict.server.stopped)
    return `${verdict.server.started} servers started, ${verdict.server.stopped} stopped`;
  return complaintAbout(promised, verdict) ?? dumbFailure(verdict);
}

function complaintAbout(promised: Promised, verdict: Verdict): string | undefined {
  switch (promised.kind) {
    case "passes":
      return notPassed(verdict, promised.stretch);
    case "starter":
      return badStarter(verdict);
    case "earns-nothing":
      return verdict.score.earned === 0
        ? undefined
        : `earned ${verdict.score.earned} of ${verdict.score.possible} for nothing`;
    case "fails":
      return notOnly(promised.check, verdict);
  }
}

function notPassed(verdict: Verdict, stretch: boolean): string | undefined {
  if (!verdict.passed) return `must pass; ${summaryOf(verdict)}`;
  const missed = stretch ? verdict.stretch.filter(({ status }) => status !== "passed") : [];
  return missed.length === 0
    ? undefined
    : `must pass every probe; ${missed.map(({ id, why }) => `${id}: ${why}`).join("; ")}`;
}

/** A starter boots and serves HTTP, and fails every exercise for a reason that teaches. */
function badStarter(verdict: Verdict): string | undefined {
  if (verdict.outcome !== "graded") return `must boot; ${summaryOf(verdict)}`;
  const passed = verdict.exercises.filter(({ status }) => status !== "failed").map(({ id }) => id);
  if (passed.length > 0) return `must fail every exercise; it passes ${passed.join(", ")}`;
  const ended = failures(verdict).find(({ failure }) => ENDED.has(failure.code));
  if (ended !== undefined) return `must not fail by a crash; ${ended.id}: ${ended.failure.received}`;
  const first = verdict.exercises[0]?.checks[0];
  return first?.status === "passed" ? undefined : `must serve HTTP; ${summaryOf(verdict)}`;
}

/**
 * A near miss fails the named check and nothing else. Checks that need it are skipped, and another exercise may fail
 * for the very same reason: without a connection nothing else can be seen.
 */
function notOnly(check: string, verdict: Verdict): string | undefined {
  const failed = failures(verdict);
  const named = failed.find(({ id }) => id === check);
  if (named === undefined) return `must fail ${check}; ${summaryOf(verdict)}`;
  const other = failed.find(
    ({ id, failure }) => id !== check && (sameExercise(id, check) || failure.code !== named.failure.code),
  );
  return other === undefined ? undefined : `must fail ${check} alone; ${summaryOf(verdict)}`;
}

function sameExercise(a: string, b: string): boolean {
  return a.split(".")[0] === b.split(".")[0];
}

/** A failure that leaves one of its parts empty teaches nothing. */
function dumbFailure(verdict: Verdict): string | undefined {
  for (const { id, failure } of failures(verdict)) {
    const empty = (["sent", "expected", "received", "why", "hint"] as const).find(
      (part) => failure[part].trim() === "",
    );
    if (empty !== undefined) return `${id} fails without "${empty}"`;
  }
  return undefined;
}

function failures(verdict: Verdict): { id: string; failure: Failure }[] {
  const failed = (check: CheckResult) =>
    check.status === "failed" && check.failure !== null ? [{ id: check.id, failure: check.failure }] : [];
  return verdict.exercises.flatMap(({ checks }) => checks.flatMap(failed));
}

function summaryOf(verdict: Verdict): string {
  if (verdict.reason !== null) return `${verdict.reason.code}: ${verdict.reason.message}`;
  const failed = failures(verdict);
  return failed.length === 0
    ? "everything passed"
    : failed.map(({ id, failure }) => `${id} fails (${failure.code}: ${failure.received})`).join("; ");
}

/** Compares a verdict with the expected one. Pure. */
import { definitionOf } from "../failures/registry.ts";
import type { CheckResult, Failure, Verdict } from "../verdict.ts";
import type { Promised } from "./subjects.ts";

/** Whether the process ended, as opposed to missing behaviour. */
function isServerEnd({ code }: Failure): boolean {
  return definitionOf(code)?.marks.offending === "end of the server";
}

/** How the verdict differs from the expected one, as a phrase; undefined when it does not. */
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
  // A probe that was left out, because the machine was too busy to run all of them in time, says nothing of the server.
  const missed = stretch ? verdict.stretch.filter(({ status }) => status === "failed") : [];
  return missed.length === 0
    ? undefined
    : `must pass every probe; ${missed.map(({ id, why }) => `${id}: ${why}`).join("; ")}`;
}

/** A starter must boot and fail every exercise without a crash. */
function badStarter(verdict: Verdict): string | undefined {
  if (verdict.outcome !== "graded") return `must boot; ${summaryOf(verdict)}`;
  const passed = verdict.exercises.filter(({ status }) => status !== "failed").map(({ id }) => id);
  if (passed.length > 0) return `must fail every exercise; it passes ${passed.join(", ")}`;
  const ended = failures(verdict).find(({ failure }) => isServerEnd(failure));
  return ended === undefined ? undefined : `must not fail by a crash; ${ended.id}: ${ended.failure.received}`;
}

/**
 * A near miss must fail the named check and nothing else. Checks that depend on it are skipped, and another exercise may
 * fail with the same code: without a connection, for example, no exercise can pass.
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

/** Every part of a failure must say something. */
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

/** Verdicts full of hostile text, as submissions and rosters may contain it. */
import { randomFor, type Random } from "../../kit/random.ts";
import type { Graded } from "../../report/export/student.ts";
import type { CheckResult, ExerciseResult, Reason, Verdict } from "../../verdict.ts";
import {
  crashesOnBadText,
  event,
  exercise,
  failure,
  firstExercise,
  notGraded,
  thirdExercise,
  verdict,
} from "../report/verdicts.ts";

export const HOSTILE: readonly string[] = [
  "",
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J",
  "::error::owned",
  "x\r\n::set-output name=x::y\r\n::stop-commands::guess",
  "##[error]owned %0A::notice::x",
  "]]></failure><failure>",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "&lt;b&gt; &amp; \" ' </pre></td></table>\n\n# heading\n\n[link](javascript:alert(1)) **bold** `code`",
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1:A9)",
  "\t=1+1",
  "\r=1+1",
  " =1+1",
  "harmless;=1+1",
  "one\n=1+1\nthree",
  "\uff1d1+1",
  'a "quoted", cell; with everything\n',
  "\u202eevil\u202c \u2066x\u2069 \u200b\u200f\ufeff",
  "\ud800 alone \udc00",
  "nul \u0000 bell \u0007 del \u007f nel \u0085 \u2028 \u2029",
  "\ufffe\uffff",
  "\ud83d\ude00 \u00e9\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
  "ok 1 - forged # SKIP # TODO \\# \\\\ #",
  "\nok 1 - forged\nnot ok 2\nBail out! forged\n1..99\n  ...\n  ---\n",
  "'{\"score\": 100}'",
  "__proto__",
  "constructor",
  "x".repeat(1_000_000),
  "\u001b[".repeat(100_000),
  "\u{1f600}".repeat(100_000),
];

/** Long texts are rare, because a test has fifty verdicts with dozens of texts each. */
function hostileText(random: Random): string {
  const short = HOSTILE.filter((text) => text.length < 1_000);
  if (random.integer(0, 40) === 0) return random.pick(HOSTILE);
  return Array.from({ length: random.integer(1, 3) }, () => random.pick(short)).join(random.pick(["", " ", "\n"]));
}

function hostileNumber(random: Random): number {
  return random.pick([0, 1, 12.345, -1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
}

function hostileReason(random: Random, code: Reason["code"]): Reason {
  const text = () => hostileText(random);
  return { code, message: text(), file: text(), line: hostileNumber(random), details: text(), hint: text() };
}

function hostileCheck(random: Random, id: string): CheckResult {
  const status = random.pick(["passed", "failed", "skipped"] as const);
  const text = () => hostileText(random);
  return {
    id,
    title: text(),
    status,
    durationMs: hostileNumber(random),
    failure:
      status === "failed"
        ? {
            ...failure({ sent: text(), expected: text(), received: text(), why: text(), hint: text() }),
            file: text(),
            line: hostileNumber(random),
          }
        : null,
    ...(status === "skipped" ? { skipped: text() } : {}),
    transcript: Array.from({ length: random.integer(0, 5) }, (_, at) => event(at, text(), "in", "text", text())),
  };
}

/** A verdict of any outcome in which every text and number is hostile. */
export function hostileVerdict(random: Random): Verdict {
  const outcome = random.pick(["graded", "graded", "not-gradable", "grader-error"] as const);
  const reason =
    outcome === "graded" ? null : hostileReason(random, outcome === "grader-error" ? outcome : "does-not-compile");
  const exercises = Array.from({ length: random.integer(1, 4) }, (_, index): ExerciseResult => {
    const id = index + 1;
    const checks = Array.from({ length: random.integer(1, 4) }, (_, at) => hostileCheck(random, `${id}.${at + 1}`));
    const whole = exercise(id, hostileText(random), outcome === "not-gradable" ? [] : checks, hostileNumber(random));
    if (outcome === "not-gradable") return { ...whole, status: "failed", ...(reason === null ? {} : { reason }) };
    return outcome === "grader-error" && index === 0 ? { ...whole, status: "error" } : whole;
  });
  return {
    ...verdict(exercises),
    outcome,
    reason,
    title: hostileText(random),
    submission: hostileText(random),
    durationMs: hostileNumber(random),
    seed: hostileNumber(random),
    ...(outcome === "graded"
      ? {}
      : { passed: false, score: { earned: outcome === "grader-error" ? 3 : 0, possible: exercises.length } }),
    advice: [{ code: "x", text: hostileText(random) }],
    server: { ...verdict([]).server, stdout: hostileText(random), stderr: hostileText(random) },
  };
}

export function hostileVerdicts(seed: number, scope: string, count: number): Verdict[] {
  const random = randomFor(seed, scope);
  return Array.from({ length: count }, () => hostileVerdict(random));
}

/** A class whose roster is hostile too. Ids are unique, as folder names are. */
export function hostileClass(seed: number, scope: string, count: number): Graded[] {
  const random = randomFor(seed, `${scope} roster`);
  return hostileVerdicts(seed, scope, count).map((verdict, index) => ({
    student: {
      id: `s${index}${hostileText(random).slice(0, 300)}`,
      name: hostileText(random),
      email: hostileText(random),
    },
    verdict,
  }));
}

/** A verdict that passes two of three exercises. */
export const twoOfThree: Verdict = verdict([firstExercise, crashesOnBadText, thirdExercise], { durationMs: 612.4 });

export const allPassed: Verdict = verdict([firstExercise, thirdExercise]);

export const notGradable: Verdict = notGraded({
  code: "does-not-compile",
  message: 'Expected ";" but found "}"',
  file: "ws-server.ts",
  line: 14,
  column: 3,
  details: "14 | }\n   | ^",
  hint: "Look at the line before.",
});

export const graderError: Verdict = notGraded({ code: "grader-error", message: "check 1.2: no details" });

/** A fault of the workbook in one check, after others have valid results. */
export const graderErrorLate: Verdict = {
  ...verdict([
    firstExercise,
    exercise(2, "Later", [
      {
        ...firstExercise.checks[0]!,
        id: "2.1",
        status: "error",
        failure: failure({ code: "grader-error", why: "a wait had no limit" }),
      },
    ]),
  ]),
  outcome: "grader-error",
  reason: { code: "grader-error", message: "check 2.1: a wait had no limit" },
  passed: false,
  score: { earned: 0, possible: 2 },
};

export const smallClass: readonly Graded[] = [
  { student: { id: "101", name: "Lovelace, Ada", email: "ada@example.org" }, verdict: twoOfThree },
  { student: { id: "102", name: "Hopper, Grace", email: "grace@example.org" }, verdict: notGradable },
  { student: { id: "103", name: "Hamilton, Margaret", email: "margaret@example.org" }, verdict: graderError },
];

import type { Grade } from "./grade.ts";

/** A grade in one line, with how it came about: `2 of 3, late 10 %: 18 of 30`, `…: 18 of 30, set to 25 by A. Teacher`. */
export function gradeText({
  exercises,
  points,
  possible,
  late,
  decision,
  final,
  excused,
}: Omit<Grade, "text">): string {
  const by = decision === null ? "" : ` by ${decision.by}`;
  if (excused) return `excused${by}`;
  const counted = exercises === null ? "no score" : `${exercises.earned} of ${exercises.possible}`;
  const penalty = late === null ? "" : late.byMs === null ? markedLate(late.percent) : `, late ${late.percent} %`;
  if (decision?.points != null) {
    const before = exercises === null ? "not graded" : counted;
    return `${before}${penalty}: set to ${decision.points} of ${possible}${by}`;
  }
  if (points === null) return counted;
  // Without points in the policy, an exercise is a point.
  if (penalty === "" && exercises?.earned === final && exercises?.possible === possible) return counted;
  return `${counted}${penalty}: ${final} of ${possible}`;
}

function markedLate(percent: number): string {
  return percent > 0 ? `, late ${percent} %` : ", marked late";
}

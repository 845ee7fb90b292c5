/**
 * The file `grading.json` beside a class: what its verdicts are worth. The same as a JSON Schema is published in
 * grading.schema.json, for editors; a test holds both equal.
 */
import * as z from "zod";

/** Its name beside the folder of a class. */
export const POLICY_FILE = "grading.json";
export const POLICY_SCHEMA = "workbook.grading/1";

/** More than any gradebook holds. */
const MOST_POINTS = 100_000;
const MOST_NAME = 200;
const MOST_COMMENT = 10_000;

const points = z.number().min(0).max(MOST_POINTS);
const percent = z.number().min(0).max(100);
const moment = z.iso
  .datetime({ offset: true, error: "must be a time with its offset, for example 2026-11-20T23:59:00+01:00" })
  .meta({ description: "A time with its offset from UTC, for example 2026-11-20T23:59:00+01:00" });
/** A student's id, e-mail address or name of the submission. */
const student = z.string().min(1).max(MOST_NAME);

const pointsOfParts = z
  .record(
    z.string().regex(/^[1-9]\d{0,2}(?:\.\d{1,3})?$/, "is neither an exercise such as 2 nor a check such as 2.1"),
    points,
  )
  .meta({ description: 'Points of exercises and checks: { "1": 10, "2.1": 5, "2.2": 5 }' });

const late = z
  .strictObject({
    percent: percent.meta({ description: "What is taken off the earned points for each period begun" }),
    per: z.enum(["day", "hour", "once"]).default("day"),
    atMost: percent.default(100).meta({ description: "The most that is taken off, in percent" }),
    graceMinutes: z.number().min(0).max(1_000_000).default(0),
  })
  .meta({ description: "The late penalty" });

/** What a person decided about one student. */
export const overrideSchema = z
  .strictObject({
    points: points.optional().meta({ description: "Replaces the points, penalty included" }),
    excused: z.literal(true).optional().meta({ description: "No score, and no zero either" }),
    comment: z.string().max(MOST_COMMENT).optional().meta({ description: "Shown to the student" }),
    by: z.string().min(1).max(MOST_NAME).meta({ description: "Who decided it" }),
  })
  .refine(({ points, excused }) => points === undefined || excused === undefined, {
    error: "cannot both excuse a student and give points",
  });

const lesson = {
  points: z
    .union([points, pointsOfParts])
    .optional()
    .meta({ description: "The points of the lesson, in equal parts for its exercises, or those of each part" }),
  due: moment.optional(),
  late: late.optional(),
  extensions: z.record(student, moment).optional().meta({ description: "Due dates of single students" }),
  handedIn: z
    .record(student, moment)
    .optional()
    .meta({ description: "When students handed in, where the downloads do not say so" }),
  attempts: z.enum(["latest", "best", "first"]).optional().meta({ description: "Which of several hand-ins counts" }),
  overrides: z.record(student, overrideSchema).optional(),
  solution: z
    .enum(["never", "passed", "after-due", "always"])
    .optional()
    .meta({ description: "Whether feedback shows the solution: to those who passed, or to all after the due date" }),
};

export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(POLICY_SCHEMA),
  ...lesson,
  lessons: z
    .record(z.string().min(1).max(MOST_NAME), z.strictObject(lesson))
    .optional()
    .meta({ description: "What differs between lessons, by their names" }),
});

const lessonSchema = z.strictObject(lesson);

/** The policy for one lesson. */
export type LessonPolicy = z.output<typeof lessonSchema>;
export type Policy = z.output<typeof policySchema>;
export type Override = z.output<typeof overrideSchema>;

/**
 * The policy for a lesson: its own parts, and where it has none, those of all lessons. What it says of single students
 * adds to what is said of them for all lessons.
 */
export function policyFor(policy: Policy, slug: string): LessonPolicy {
  const { points, due, late, extensions, handedIn, attempts, overrides, solution, lessons } = policy;
  const own = lessons !== undefined && Object.hasOwn(lessons, slug) ? lessons[slug] : undefined;
  return {
    points,
    due,
    late,
    attempts,
    solution,
    ...own,
    extensions: both(extensions, own?.extensions),
    handedIn: both(handedIn, own?.handedIn),
    overrides: both(overrides, own?.overrides),
  };
}

function both<T extends object>(all: T | undefined, own: T | undefined): T | undefined {
  return all === undefined || own === undefined ? (own ?? all) : { ...all, ...own };
}

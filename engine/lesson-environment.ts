/** The environment variables that a lesson declares, with their values for learners and for checks. */
import type { LessonDefinition } from "./lesson.ts";

export type Environment = Readonly<Record<string, string>>;

/** The values for `npm run dev` and the console, where the learner sets none. */
export function environmentForLearners({ environment = {} }: Pick<LessonDefinition, "environment">): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, { learners }]) => [name, learners]));
}

/** The values in the checks of one exercise; without an exercise, those of the lesson alone. */
export function environmentForChecks(
  { environment = {}, exercises }: Pick<LessonDefinition, "environment" | "exercises">,
  exercise: number | undefined,
): Environment {
  const ofLesson = Object.entries(environment).map(([name, { checks }]) => [name, checks] as const);
  const { environment: ofExercise = {}, clockStepMs } = exercises.find(({ id }) => id === exercise) ?? {};
  const clock = clockStepMs === undefined ? {} : { CLOCK_STEP_MS: String(clockStepMs) };
  return { ...Object.fromEntries(ofLesson), ...ofExercise, ...clock };
}

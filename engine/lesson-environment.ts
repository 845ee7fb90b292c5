/** The environment variables of a lesson, as its author declared them, for each of those who start its code. */
import type { LessonDefinition } from "./lesson.ts";

export type Environment = Readonly<Record<string, string>>;

/** What a learner's own run has where they set nothing. */
export function environmentForLearners({ environment = {} }: Pick<LessonDefinition, "environment">): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, { learners }]) => [name, learners]));
}

/** What the server of one exercise has under check; of none, what the lesson says alone. */
export function environmentForChecks(
  { environment = {}, exercises }: Pick<LessonDefinition, "environment" | "exercises">,
  exercise: number | undefined,
): Environment {
  const ofLesson = Object.entries(environment).map(([name, { checks }]) => [name, checks] as const);
  const ofExercise = exercises.find(({ id }) => id === exercise)?.environment ?? {};
  return { ...Object.fromEntries(ofLesson), ...ofExercise };
}

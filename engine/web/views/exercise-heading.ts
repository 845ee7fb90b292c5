/** The id of an exercise's heading in the page of its lesson, for example `exercise-2`. */
export function exerciseHeading(exercise: number | string): string {
  return `exercise-${exercise}`;
}

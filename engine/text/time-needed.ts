/** A number of minutes for people: `45 min`, `2 h`, `13 h 20 min`. */
export function timeNeeded(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The minutes that are left in lessons; 0 for those that are not built or do not say. */
export function minutesLeftIn(lessons: readonly { readonly minutesLeft: number }[]): number {
  return lessons.reduce((sum, { minutesLeft }) => sum + minutesLeft, 0);
}

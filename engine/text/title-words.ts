/** The words of a title in lower case, without punctuation: `Pub/Sub` and `pub sub` are the same title. */
export function titleWords(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
